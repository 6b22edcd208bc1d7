package dev.sojourn.application.event;

import dev.sojourn.application.event.FollowEvents.Beginning;
import dev.sojourn.application.event.FollowEvents.Events;
import dev.sojourn.application.event.FollowEvents.Start;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.application.port.EventSender.SendResult;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/**
 * Tells one subscriber of events, at least once each, and those of an {@link OrderingKey} in their
 * order. An event that is not taken is sent again after growing waits, and those of its key wait
 * with it; then it is a dead letter. A subscriber that takes nothing at all is asked again and
 * again, and no event is given up for it.
 *
 * <p>Of all nodes, one at a time sends to a subscriber. One {@link #run} after the other.
 */
public final class DeliverEvents {
  /** New events that are sent at the same time, at most one of an ordering key. */
  public static final int AT_ONCE = 64;

  /** Deliveries that wait; with as many, no new events are begun. */
  static final int MOST_WAITING = 100;

  /** After which another node takes over from one that is gone; longer than a run takes. */
  static final Duration LEASE = Duration.ofMinutes(2);

  /** After which a run begins to send nothing more, so that it ends before its lease does. */
  private static final Duration LONGEST_SENDING = LEASE.dividedBy(4);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Between looks whether this node holds the lease, and after a failure of the store. */
  static final Duration REST = Duration.ofSeconds(1);

  private final Subscriber subscriber;
  private final EventSender sender;
  private final DeliveryStore deliveries;
  private final AuditStore audit;
  private final FollowEvents followEvents;
  private final DeliveryMeter meter;
  private final DoubleSupplier fraction;
  private final UUID node;
  private final InstantSource clock;
  private Optional<Progress> held = Optional.empty();

  /**
   * Who is told of what.
   *
   * @param waits after each try of an event that is not taken
   */
  public record Subscriber(SubscriberName name, EventFilter filter, RetryWaits waits) {}

  /**
   * @param fraction from 0 to 1, another each time
   * @param node this process, and no other
   */
  public DeliverEvents(
      Subscriber subscriber,
      EventSender sender,
      DeliveryStore deliveries,
      AuditStore audit,
      FollowEvents followEvents,
      DeliveryMeter meter,
      DoubleSupplier fraction,
      UUID node,
      InstantSource clock) {
    this.subscriber = subscriber;
    this.sender = sender;
    this.deliveries = deliveries;
    this.audit = audit;
    this.followEvents = followEvents;
    this.meter = meter;
    this.fraction = fraction;
    this.node = node;
    this.clock = clock;
  }

  /**
   * Sends what there is to send, or waits some seconds for something. Says how long to rest until
   * the next run; may fail with the store.
   */
  public CompletionStage<Duration> run() {
    var now = clock.instant();
    // A node that stood still for longer than its lease must ask whether it has it yet.
    return held.filter(
            progress -> progress.lease().stream().anyMatch(lease -> now.isBefore(lease.until())))
        .map(progress -> run(progress, now))
        .orElseGet(() -> take().thenApply(_ -> held.isPresent() ? Duration.ZERO : REST))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                held = Optional.empty(); // perhaps it was written, perhaps not
              }
            });
  }

  /** Gives the lease back: this node stops. */
  public CompletionStage<Void> release() {
    if (held.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    held = Optional.empty();
    return deliveries
        .update(
            subscriber.name(),
            stored ->
                stored
                    .<Decision<Progress, Boolean>>map(
                        progress -> Decision.store(progress.releasedBy(node), true))
                    .orElseGet(() -> Decision.unchanged(false)))
        .thenAccept(_ -> {});
  }

  private CompletionStage<Void> take() {
    return followEvents
        .begin(new Start.Now())
        .thenCompose(
            beginning -> {
              var position =
                  switch (beginning) {
                    case Beginning.At(var now) -> now;
                    case Beginning.Forgotten _, Beginning.Untold _ -> 0;
                  };
              return deliveries.update(
                  subscriber.name(),
                  stored ->
                      keep(
                          stored
                              .orElseGet(() -> Progress.from(position))
                              .takenBy(node, LEASE, clock.instant())));
            })
        .thenAccept(taken -> held = taken);
  }

  private static Decision<Progress, Optional<Progress>> keep(Optional<Progress> after) {
    return after
        .<Decision<Progress, Optional<Progress>>>map(
            progress -> Decision.store(progress, Optional.of(progress.withoutDead())))
        .orElseGet(() -> Decision.unchanged(after));
  }

  private CompletionStage<Duration> run(Progress progress, Instant now) {
    var pause = progress.outage().map(outage -> Duration.between(now, outage.until()));
    if (pause.isPresent() && pause.get().isPositive()) {
      return renew(progress, now).thenApply(_ -> shorter(pause.get(), LONGEST_WAIT));
    }
    return events(progress, now)
        .thenCompose(events -> due(progress, now).thenCompose(due -> send(progress, events, due)));
  }

  /** What is new, if there is room for it; waits for it if nothing else is to be done. */
  private CompletionStage<Events> events(Progress progress, Instant now) {
    var patience = shorter(untilDue(progress, now), LONGEST_WAIT);
    return progress.deliveries().size() < MOST_WAITING
        ? followEvents.next(progress.position(), subscriber.filter(), AT_ONCE, patience)
        : CompletableFuture.completedFuture(new Events(List.of(), progress.position()));
  }

  private static Duration untilDue(Progress progress, Instant now) {
    return heads(progress).stream()
        .map(Delivery::state)
        .map(state -> state instanceof Delivery.State.Waiting(var at) ? at : now)
        .map(dueAt -> dueAt.isAfter(now) ? Duration.between(now, dueAt) : Duration.ZERO)
        .min(Duration::compareTo)
        .orElse(LONGEST_WAIT);
  }

  /** The first delivery of each ordering key. */
  static List<Delivery> heads(Progress progress) {
    var heads = new LinkedHashMap<OrderingKey, Delivery>();
    progress.deliveries().forEach(delivery -> heads.putIfAbsent(delivery.orderingKey(), delivery));
    return List.copyOf(heads.values());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * An event that is to be sent.
   *
   * @param line empty when the trail has forgotten it
   * @param before how it was delivered so far, if it was
   */
  private record Parcel(long number, Optional<Kept> line, Optional<Delivery> before) {
    static Parcel fresh(Kept line) {
      return new Parcel(line.number(), Optional.of(line), Optional.empty());
    }
  }

  /** The deliveries that are due, one of each ordering key. */
  private CompletionStage<List<Parcel>> due(Progress progress, Instant now) {
    CompletionStage<List<Parcel>> due = CompletableFuture.completedFuture(List.of());
    for (var delivery :
        heads(progress).stream().filter(d -> d.isDue(now)).limit(AT_ONCE).toList()) {
      due =
          due.thenCombine(
              audit.between(delivery.number() - 1, delivery.number(), 1),
              (parcels, found) -> {
                var more = new ArrayList<>(parcels);
                more.add(
                    new Parcel(
                        delivery.number(), found.stream().findFirst(), Optional.of(delivery)));
                return more;
              });
    }
    return due;
  }

  /**
   * What came of what was sent of one ordering key.
   *
   * @param behind what was not sent
   */
  private record Sent(
      Set<Long> taken,
      Optional<SendResult> failure,
      Optional<Parcel> failed,
      List<Parcel> behind) {}

  private CompletionStage<Duration> send(Progress progress, Events events, List<Parcel> due) {
    var parcelsByKey = new LinkedHashMap<OrderingKey, List<Parcel>>();
    due.forEach(
        parcel ->
            parcelsByKey
                .computeIfAbsent(
                    parcel.before().orElseThrow().orderingKey(), _ -> new ArrayList<>())
                .add(parcel));
    var blocked = new HashSet<OrderingKey>();
    progress.deliveries().forEach(delivery -> blocked.add(delivery.orderingKey()));
    var put = new ArrayList<Delivery>();
    for (var line : events.lines()) {
      var orderingKey = OrderingKey.of(line.entry().about());
      if (blocked.contains(orderingKey)) {
        put.add(Delivery.behind(line.number(), orderingKey, clock.instant()));
      } else {
        parcelsByKey.computeIfAbsent(orderingKey, _ -> new ArrayList<>()).add(Parcel.fresh(line));
      }
    }
    var until = clock.instant().plus(LONGEST_SENDING);
    CompletionStage<List<Sent>> all = CompletableFuture.completedFuture(List.of());
    for (var parcels : parcelsByKey.values()) {
      all =
          all.thenCombine(
              send(parcels, Set.of(), until),
              (sents, sent) -> {
                var more = new ArrayList<>(sents);
                more.add(sent);
                return more;
              });
    }
    return all.thenCompose(sent -> record(progress, events.position(), sent, put));
  }

  /** One after the other, until one is not taken, or it is late. */
  private CompletionStage<Sent> send(List<Parcel> parcels, Set<Long> taken, Instant until) {
    if (parcels.isEmpty() || (!taken.isEmpty() && clock.instant().isAfter(until))) {
      return CompletableFuture.completedFuture(
          new Sent(taken, Optional.empty(), Optional.empty(), parcels));
    }
    var first = parcels.getFirst();
    var rest = parcels.subList(1, parcels.size());
    return first
        .line()
        .map(this::send)
        .orElseGet(() -> CompletableFuture.completedFuture(new SendResult.Taken()))
        .thenCompose(
            receipt -> {
              if (receipt instanceof SendResult.Taken) {
                var more = new HashSet<>(taken);
                more.add(first.number());
                return send(rest, more, until);
              }
              return CompletableFuture.completedFuture(
                  new Sent(taken, Optional.of(receipt), Optional.of(first), rest));
            });
  }

  private CompletionStage<SendResult> send(Kept line) {
    return sender
        .send(line)
        .exceptionally(
            failure -> new SendResult.Unreachable(String.valueOf(failure), Optional.empty()))
        .thenApply(
            receipt -> {
              if (receipt instanceof SendResult.Taken) {
                meter.taken(
                    subscriber.name(), Duration.between(line.entry().at(), clock.instant()));
              }
              return receipt;
            });
  }

  private CompletionStage<Duration> record(
      Progress progress, long position, List<Sent> sent, List<Delivery> put) {
    var now = clock.instant();
    var outage = outage(sent);
    if (outage.isPresent()) {
      meter.unreachable(subscriber.name(), outage.get().fault());
      return update(
          stored -> stored.unreachable(outage.get().fault(), outage.get().retryAfter(), now), now);
    }
    var taken = new HashSet<Long>();
    for (var part : sent) {
      taken.addAll(part.taken());
      part.failed().ifPresent(parcel -> put.add(failed(part, parcel, now)));
      put.addAll(behind(part, now));
    }
    if (taken.isEmpty() && put.isEmpty()) {
      // What is not wanted need not be told to the store each time that it is passed over.
      var passed = progress.movedTo(position);
      held = Optional.of(passed);
      return renew(passed, now).thenApply(rest -> rest.plus(untilRoom(passed, now)));
    }
    return update(stored -> stored.after(position, taken, put), now);
  }

  /** Nobody waits for events while there is no room for them. */
  private static Duration untilRoom(Progress progress, Instant now) {
    return progress.deliveries().size() < MOST_WAITING
        ? Duration.ZERO
        : shorter(untilDue(progress, now), LONGEST_WAIT);
  }

  /** Nobody took or refused anything. */
  private static Optional<SendResult.Unreachable> outage(List<Sent> sent) {
    return sent.stream()
            .allMatch(
                part ->
                    part.taken().isEmpty()
                        && part.failure().stream()
                            .allMatch(SendResult.Unreachable.class::isInstance))
        ? sent.stream()
            .flatMap(part -> part.failure().stream())
            .map(SendResult.Unreachable.class::cast)
            .findFirst()
        : Optional.empty();
  }

  private Delivery failed(Sent part, Parcel parcel, Instant now) {
    var fault =
        switch (part.failure().orElseThrow()) {
          case SendResult.Refused(var why) -> why;
          case SendResult.Unreachable(var why, _) -> why;
          case SendResult.Taken _ -> "";
        };
    var orderingKey =
        parcel
            .before()
            .map(Delivery::orderingKey)
            .orElseGet(() -> OrderingKey.of(parcel.line().orElseThrow().entry().about()));
    var failed =
        parcel
            .before()
            .orElseGet(() -> Delivery.behind(parcel.number(), orderingKey, now))
            .failed(fault, subscriber.waits(), fraction.getAsDouble(), now);
    if (failed.isWaiting()) {
      meter.failed(subscriber.name());
    } else {
      meter.died(subscriber.name());
    }
    return failed;
  }

  private static List<Delivery> behind(Sent part, Instant now) {
    return part.behind().stream()
        .filter(parcel -> parcel.before().isEmpty())
        .flatMap(parcel -> parcel.line().stream())
        .map(line -> Delivery.behind(line.number(), OrderingKey.of(line.entry().about()), now))
        .toList();
  }

  private CompletionStage<Duration> update(UnaryOperator<Progress> change, Instant now) {
    return deliveries
        .<Optional<Progress>>update(
            subscriber.name(),
            stored ->
                keep(
                    stored
                        .filter(progress -> progress.isLeasedBy(node))
                        .map(change)
                        .flatMap(progress -> progress.takenBy(node, LEASE, now))))
        .thenApply(
            after -> {
              held = after;
              after.ifPresent(
                  progress -> meter.waiting(subscriber.name(), progress.deliveries().size()));
              return after.isPresent() ? Duration.ZERO : REST;
            });
  }

  /** Keeps the lease, in good time before it ends, and has the store know the position. */
  private CompletionStage<Duration> renew(Progress progress, Instant now) {
    var renewAt = progress.lease().orElseThrow().until().minus(LEASE.dividedBy(2));
    return now.isBefore(renewAt)
        ? CompletableFuture.completedFuture(Duration.ZERO)
        : update(stored -> stored.movedTo(progress.position()), now);
  }
}
