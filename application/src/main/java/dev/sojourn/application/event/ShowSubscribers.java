package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.DeliveryStore.SubscriberStatus;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Shows how far subscribers have been told, and their dead letters, and has those sent again. */
public final class ShowSubscribers {
  /** As many dead letters are sent again by one call. */
  public static final int MOST_REVIVED = 1_000;

  private final SortedSet<SubscriberName> subscribers;
  private final DeliveryStore deliveries;
  private final AuditStore audit;
  private final InstantSource clock;

  /**
   * @param subscribers those who are told now
   */
  public ShowSubscribers(
      List<SubscriberName> subscribers,
      DeliveryStore deliveries,
      AuditStore audit,
      InstantSource clock) {
    this.subscribers = new TreeSet<>(subscribers);
    this.deliveries = deliveries;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A dead letter, and what it tells.
   *
   * @param event empty when the trail has forgotten it
   */
  public record DeadLetter(Delivery delivery, Optional<Kept> event) {}

  /**
   * How far a subscriber is behind the audit trail.
   *
   * @param lines behind its position, at most; it may not want all of them, and numbers have gaps
   * @param since when the first of them was written; empty if there is none
   */
  public record Lag(long lines, Optional<Instant> since) {
    private static final Lag NONE = new Lag(0, Optional.empty());
  }

  /**
   * A subscriber at present.
   *
   * @param lag empty if it has never been told anything
   */
  public record State(SubscriberStatus status, Optional<Lag> lag) {}

  /** Whether somebody of this name is told. */
  public boolean has(SubscriberName name) {
    return subscribers.contains(name);
  }

  /** All who are told, by name. */
  public CompletionStage<List<SubscriberStatus>> all() {
    return deliveries
        .statuses()
        .thenApply(
            known -> {
              var byName =
                  known.stream()
                      .collect(Collectors.toMap(SubscriberStatus::name, Function.identity()));
              return subscribers.stream()
                  .map(
                      name ->
                          Optional.ofNullable(byName.get(name))
                              .orElseGet(() -> new SubscriberStatus(name, Progress.from(0), 0)))
                  .toList();
            });
  }

  /** The states of all who are told, by name. */
  public CompletionStage<List<State>> states() {
    return states(_ -> true);
  }

  /** The state of one; empty if nobody of this name is told. */
  public CompletionStage<Optional<State>> state(SubscriberName name) {
    return states(name::equals).thenApply(states -> states.stream().findFirst());
  }

  private CompletionStage<List<State>> states(Predicate<SubscriberName> wanted) {
    return audit
        .settled()
        .thenCombine(
            deliveries.statuses(),
            (settled, known) -> {
              CompletionStage<List<State>> all = CompletableFuture.completedFuture(List.of());
              for (var name : subscribers.stream().filter(wanted).toList()) {
                var begun = known.stream().filter(each -> each.name().equals(name)).findFirst();
                all =
                    all.thenCombine(
                        begun
                            .map(status -> state(status, settled))
                            .orElseGet(() -> CompletableFuture.completedFuture(unbegun(name))),
                        (states, state) -> {
                          var more = new ArrayList<>(states);
                          more.add(state);
                          return more;
                        });
              }
              return all;
            })
        .thenCompose(Function.identity());
  }

  private static State unbegun(SubscriberName name) {
    return new State(new SubscriberStatus(name, Progress.from(0), 0), Optional.empty());
  }

  private CompletionStage<State> state(SubscriberStatus status, long settled) {
    var position = status.progress().position();
    if (position >= settled) {
      return CompletableFuture.completedFuture(new State(status, Optional.of(Lag.NONE)));
    }
    return audit
        .between(position, settled, 1)
        .thenApply(
            next ->
                new State(
                    status,
                    Optional.of(
                        next.stream()
                            .findFirst()
                            .map(
                                line ->
                                    new Lag(
                                        settled - line.number() + 1,
                                        Optional.of(line.entry().at())))
                            .orElse(Lag.NONE))));
  }

  /**
   * Dead letters, the oldest first.
   *
   * @param above only those of a higher number
   */
  public CompletionStage<List<DeadLetter>> deadLetters(SubscriberName name, long above, int limit) {
    return deliveries.dead(name, above, limit).thenCompose(this::withEvents);
  }

  private CompletionStage<List<DeadLetter>> withEvents(List<Delivery> dead) {
    CompletionStage<List<DeadLetter>> all = CompletableFuture.completedFuture(List.of());
    for (var delivery : dead) {
      all =
          all.thenCombine(
              audit.between(delivery.number() - 1, delivery.number(), 1),
              (letters, found) -> {
                var more = new ArrayList<>(letters);
                more.add(new DeadLetter(delivery, found.stream().findFirst()));
                return more;
              });
    }
    return all;
  }

  /** Has the dead letter of a number sent again, or all; says how many. */
  public CompletionStage<Integer> redeliver(SubscriberName name, Optional<Long> number) {
    return deliveries.revive(name, number, clock.instant(), MOST_REVIVED);
  }
}
