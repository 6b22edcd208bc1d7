package dev.sojourn.bootstrap;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Measures how long the store takes. */
final class MeteredDeliveryStore implements DeliveryStore {
  private final DeliveryStore deliveries;
  private final StoreMeter meter;

  MeteredDeliveryStore(DeliveryStore deliveries, StoreMeter meter) {
    this.deliveries = deliveries;
    this.meter = meter;
  }

  @Override
  public <R> CompletionStage<R> update(
      SubscriberName name, Function<Optional<Progress>, Decision<Progress, R>> decide) {
    return meter.timed(Operation.DELIVERY_UPDATE, () -> deliveries.update(name, decide));
  }

  @Override
  public CompletionStage<List<SubscriberStatus>> statuses() {
    return meter.timed(Operation.DELIVERY_STANDINGS, deliveries::statuses);
  }

  @Override
  public CompletionStage<List<Delivery>> dead(SubscriberName name, long above, int limit) {
    return meter.timed(Operation.DELIVERY_DEAD, () -> deliveries.dead(name, above, limit));
  }

  @Override
  public CompletionStage<Integer> revive(
      SubscriberName name, Optional<Long> number, Instant now, int limit) {
    return meter.timed(
        Operation.DELIVERY_REVIVE, () -> deliveries.revive(name, number, now, limit));
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return meter.timed(Operation.DELIVERY_PURGE, () -> deliveries.purge(until, limit));
  }
}
