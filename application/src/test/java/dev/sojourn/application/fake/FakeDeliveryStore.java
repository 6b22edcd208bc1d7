package dev.sojourn.application.fake;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Delivery.State;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Two maps, and one lock. */
public final class FakeDeliveryStore implements DeliveryStore {
  private final Map<SubscriberName, Progress> living = new TreeMap<>();
  private final Map<SubscriberName, TreeMap<Long, Delivery>> dead = new HashMap<>();

  private TreeMap<Long, Delivery> deadOf(SubscriberName name) {
    return dead.computeIfAbsent(name, _ -> new TreeMap<>());
  }

  @Override
  public synchronized <R> CompletionStage<R> update(
      SubscriberName name, Function<Optional<Progress>, Decision<Progress, R>> decide) {
    Decision<Progress, R> decision;
    try {
      decision = decide.apply(Optional.ofNullable(living.get(name)));
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
    if (decision instanceof Decision.Store<Progress, R>(var after, _, _)) {
      living.put(name, after.withoutDead());
      after.deliveries().stream()
          .filter(delivery -> !delivery.isWaiting())
          .forEach(delivery -> deadOf(name).put(delivery.number(), delivery));
    }
    return CompletableFuture.completedFuture(decision.result());
  }

  @Override
  public synchronized CompletionStage<List<SubscriberStatus>> statuses() {
    return CompletableFuture.completedFuture(
        living.entrySet().stream()
            .map(
                entry ->
                    new SubscriberStatus(
                        entry.getKey(), entry.getValue(), deadOf(entry.getKey()).size()))
            .toList());
  }

  @Override
  public synchronized CompletionStage<List<Delivery>> dead(
      SubscriberName name, long above, int limit) {
    return CompletableFuture.completedFuture(
        deadOf(name).tailMap(above, false).values().stream().limit(limit).toList());
  }

  @Override
  public synchronized CompletionStage<Integer> revive(
      SubscriberName name, Optional<Long> number, Instant now, int limit) {
    var revived =
        deadOf(name).values().stream()
            .filter(delivery -> number.stream().allMatch(n -> n == delivery.number()))
            .limit(limit)
            .map(delivery -> delivery.revived(now))
            .toList();
    revived.forEach(delivery -> deadOf(name).remove(delivery.number()));
    living.computeIfPresent(
        name,
        (_, progress) ->
            new Progress(
                progress.position(),
                progress.lease(),
                progress.outage(),
                Stream.concat(progress.deliveries().stream(), revived.stream()).toList()));
    return CompletableFuture.completedFuture(revived.size());
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant until, int limit) {
    var forgotten = 0;
    for (var deliveries : dead.values()) {
      var old =
          deliveries.values().stream()
              .filter(d -> d.state() instanceof State.Dead(var at) && !at.isAfter(until))
              .limit(limit - forgotten)
              .toList();
      old.forEach(delivery -> deliveries.remove(delivery.number()));
      forgotten += old.size();
    }
    return CompletableFuture.completedFuture(forgotten);
  }
}
