package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The progress of subscribers in memory, with their dead letters. Safe for any thread. */
final class MemoryDeliveryStore implements DeliveryStore {
  private final TreeMap<SubscriberName, Progress> all = new TreeMap<>();

  @Override
  public synchronized <R> CompletionStage<R> update(
      SubscriberName name, Function<Optional<Progress>, Decision<Progress, R>> decide) {
    return Answer.of(
        () -> {
          var stored = Optional.ofNullable(all.get(name));
          var decision = decide.apply(stored.map(Progress::withoutDead));
          if (decision instanceof Decision.Store<Progress, R>(var after, _, _)) {
            all.put(name, with(after, stored.map(MemoryDeliveryStore::dead).orElse(List.of())));
          }
          return decision.result();
        });
  }

  private static List<Delivery> dead(Progress progress) {
    return progress.deliveries().stream().filter(delivery -> !delivery.isWaiting()).toList();
  }

  private static Progress with(Progress progress, List<Delivery> more) {
    var deliveries = new ArrayList<>(progress.deliveries());
    deliveries.addAll(more);
    return new Progress(progress.position(), progress.lease(), progress.outage(), deliveries);
  }

  @Override
  public synchronized CompletionStage<List<SubscriberStatus>> statuses() {
    return Answer.of(
        () ->
            all.entrySet().stream()
                .map(
                    entry ->
                        new SubscriberStatus(
                            entry.getKey(),
                            entry.getValue().withoutDead(),
                            dead(entry.getValue()).size()))
                .toList());
  }

  @Override
  public synchronized CompletionStage<List<Delivery>> dead(
      SubscriberName name, long above, int limit) {
    return Answer.of(
        () ->
            Optional.ofNullable(all.get(name)).map(MemoryDeliveryStore::dead).stream()
                .flatMap(List::stream)
                .filter(delivery -> delivery.number() > above)
                .limit(limit)
                .toList());
  }

  @Override
  public synchronized CompletionStage<Integer> revive(
      SubscriberName name, Optional<Long> number, Instant now, int limit) {
    return Answer.of(
        () -> {
          var progress = Optional.ofNullable(all.get(name));
          var revived =
              progress.map(MemoryDeliveryStore::dead).stream()
                  .flatMap(List::stream)
                  .filter(delivery -> number.stream().allMatch(n -> n == delivery.number()))
                  .limit(limit)
                  .map(delivery -> delivery.revived(now))
                  .toList();
          progress.ifPresent(
              stored ->
                  all.put(name, with(without(stored, Set.copyOf(numbers(revived))), revived)));
          return revived.size();
        });
  }

  private static List<Long> numbers(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::number).toList();
  }

  private static Progress without(Progress progress, Set<Long> numbers) {
    return new Progress(
        progress.position(),
        progress.lease(),
        progress.outage(),
        progress.deliveries().stream()
            .filter(delivery -> !numbers.contains(delivery.number()))
            .toList());
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant until, int limit) {
    return Answer.of(
        () -> {
          var forgotten = 0;
          for (var entry : all.entrySet()) {
            var old =
                dead(entry.getValue()).stream()
                    .filter(delivery -> isOld(delivery, until))
                    .limit(limit - forgotten)
                    .toList();
            entry.setValue(without(entry.getValue(), Set.copyOf(numbers(old))));
            forgotten += old.size();
          }
          return forgotten;
        });
  }

  private static boolean isOld(Delivery delivery, Instant until) {
    return delivery.state() instanceof Delivery.State.Dead(var at) && !at.isAfter(until);
  }
}
