package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.SendResult;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * One round of sending: the events of different ordering keys at the same time, those of one key
 * one after the other, until one is not taken.
 */
final class DeliveryRound {
  /** After which nothing more is begun, so that a round ends before the lease does. */
  private static final Duration LONGEST_SENDING = HeldProgress.LEASE.dividedBy(4);

  private final SubscriberName name;
  private final EventSender sender;
  private final AuditStore audit;
  private final DeliveryMeter meter;
  private final InstantSource clock;
  private final Map<OrderingKey, List<Parcel>> parcels = new LinkedHashMap<>();

  DeliveryRound(
      SubscriberName name,
      EventSender sender,
      AuditStore audit,
      DeliveryMeter meter,
      InstantSource clock) {
    this.name = name;
    this.sender = sender;
    this.audit = audit;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * An event that is to be sent.
   *
   * @param line empty when the trail has forgotten it; it counts as taken then
   * @param isNew whether the progress does not have it among its deliveries yet
   */
  private record Parcel(Delivery delivery, Optional<Kept> line, boolean isNew) {}

  /**
   * What became of the events of one ordering key.
   *
   * @param taken their numbers
   * @param failed the first that was not taken, which ended the sending of this key
   * @param behind new events that were not sent
   */
  record Sent(List<Long> taken, Optional<Failed> failed, List<Delivery> behind) {
    /** Everything that came back. */
    Stream<SendResult> results() {
      return Stream.concat(
          taken.stream().map(_ -> new SendResult.Taken()), failed.stream().map(Failed::why));
    }
  }

  /** An event that was not taken. */
  record Failed(Delivery delivery, SendResult.Failure why) {}

  /** Adds a new event. */
  void add(Kept line, OrderingKey key, Instant now) {
    add(new Parcel(Delivery.untried(line.number(), key, now), Optional.of(line), true));
  }

  /** Adds deliveries that are due, once their events are read. */
  CompletionStage<Void> add(List<Delivery> due) {
    CompletionStage<List<Parcel>> all = CompletableFuture.completedFuture(List.of());
    for (var delivery : due) {
      all =
          all.thenCombine(
              audit.between(delivery.number() - 1, delivery.number(), 1),
              (parcels, found) ->
                  plus(parcels, new Parcel(delivery, found.stream().findFirst(), false)));
    }
    return all.thenAccept(parcels -> parcels.forEach(this::add));
  }

  private void add(Parcel parcel) {
    parcels.computeIfAbsent(parcel.delivery().orderingKey(), _ -> new ArrayList<>()).add(parcel);
  }

  private static <T> List<T> plus(List<T> some, T one) {
    var more = new ArrayList<>(some);
    more.add(one);
    return more;
  }

  /** Sends all that was added. */
  CompletionStage<List<Sent>> send() {
    var until = clock.instant().plus(LONGEST_SENDING);
    CompletionStage<List<Sent>> all = CompletableFuture.completedFuture(List.of());
    for (var ofKey : parcels.values()) {
      all = all.thenCombine(sendInOrder(ofKey, List.of(), until), DeliveryRound::plus);
    }
    return all;
  }

  /** One after the other, until one is not taken, or it is late. */
  private CompletionStage<Sent> sendInOrder(List<Parcel> parcels, List<Long> taken, Instant until) {
    if (parcels.isEmpty() || (!taken.isEmpty() && clock.instant().isAfter(until))) {
      return CompletableFuture.completedFuture(new Sent(taken, Optional.empty(), behind(parcels)));
    }
    var first = parcels.getFirst();
    var rest = parcels.subList(1, parcels.size());
    return first
        .line()
        .map(this::sendOne)
        .orElseGet(() -> CompletableFuture.completedFuture(new SendResult.Taken()))
        .thenCompose(
            result ->
                switch (result) {
                  case SendResult.Taken _ ->
                      sendInOrder(rest, plus(taken, first.delivery().number()), until);
                  case SendResult.Failure why ->
                      CompletableFuture.completedFuture(
                          new Sent(
                              taken, Optional.of(new Failed(first.delivery(), why)), behind(rest)));
                });
  }

  private static List<Delivery> behind(List<Parcel> parcels) {
    return parcels.stream().filter(Parcel::isNew).map(Parcel::delivery).toList();
  }

  private CompletionStage<SendResult> sendOne(Kept line) {
    return sender
        .send(line)
        .exceptionally(
            failure -> new SendResult.Unreachable(String.valueOf(failure), Optional.empty()))
        .thenApply(
            result -> {
              if (result instanceof SendResult.Taken) {
                meter.taken(name, Duration.between(line.entry().at(), clock.instant()));
              }
              return result;
            });
  }
}
