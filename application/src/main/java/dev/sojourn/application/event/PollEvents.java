package dev.sojourn.application.event;

import dev.sojourn.application.event.FollowEvents.Beginning;
import dev.sojourn.application.event.FollowEvents.Events;
import dev.sojourn.application.event.FollowEvents.Start;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.RetryWaits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets one subscriber fetch events by itself (RFC 8936). What was fetched is offered again until it
 * is acknowledged; of an {@link OrderingKey} the next comes when the one before is.
 */
public final class PollEvents {
  /** A subscriber that fetches and refuses an event does not want it again. */
  private static final RetryWaits NO_RETRIES = new RetryWaits(List.of());

  private final Subscriber subscriber;
  private final DeliveryStore deliveries;
  private final AuditStore audit;
  private final FollowEvents followEvents;
  private final DeliveryMeter meter;
  private final InstantSource clock;

  public PollEvents(
      Subscriber subscriber,
      DeliveryStore deliveries,
      AuditStore audit,
      FollowEvents followEvents,
      DeliveryMeter meter,
      InstantSource clock) {
    this.subscriber = subscriber;
    this.deliveries = deliveries;
    this.audit = audit;
    this.followEvents = followEvents;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Some events.
   *
   * @param moreAvailable whether there are more at once
   */
  public record Polled(List<Kept> events, boolean moreAvailable) {
    public Polled {
      events = List.copyOf(events);
    }
  }

  /**
   * Takes what the subscriber says of events that it has, and gives it others.
   *
   * @param acknowledged the events that it has taken
   * @param refused events that it does not take, and why; they are dead letters
   * @param most how many it wants; none if 0
   * @param patience how long it waits for one
   */
  public CompletionStage<Polled> poll(
      Set<EventId> acknowledged, Map<EventId, String> refused, int most, Duration patience) {
    var taken = acknowledged.stream().map(EventId::number).collect(Collectors.toSet());
    var faults = new HashMap<Long, String>();
    refused.forEach((id, why) -> faults.put(id.number(), why));
    return begin()
        .thenCompose(start -> record(start, taken, faults))
        .thenCompose(
            recorded ->
                tell(recorded.taken())
                    .thenCompose(_ -> offer(recorded.progress(), most, patience)));
  }

  private CompletionStage<Long> begin() {
    return followEvents
        .begin(new Start.Now())
        .thenApply(
            beginning ->
                switch (beginning) {
                  case Beginning.At(var position) -> position;
                  case Beginning.Forgotten _, Beginning.Untold _ -> 0L;
                });
  }

  /**
   * @param taken the numbers of those that are acknowledged for the first time
   */
  private record Recorded(Progress progress, List<Long> taken) {}

  private CompletionStage<Recorded> record(
      long start, Set<Long> acknowledged, Map<Long, String> refused) {
    var now = clock.instant();
    return deliveries.update(
        subscriber.name(),
        stored -> {
          var before = stored.orElseGet(() -> Progress.from(start));
          var dead =
              before.deliveries().stream()
                  .filter(delivery -> refused.containsKey(delivery.number()))
                  .map(
                      delivery ->
                          delivery.failed(
                              refused.getOrDefault(delivery.number(), ""), NO_RETRIES, 0, now))
                  .toList();
          var taken =
              before.deliveries().stream()
                  .map(Delivery::number)
                  .filter(acknowledged::contains)
                  .toList();
          var after = before.after(before.position(), Set.copyOf(taken), dead);
          var recorded = new Recorded(after.withoutDead(), taken);
          return stored.equals(Optional.of(after))
              ? Decision.unchanged(recorded)
              : Decision.store(after, recorded);
        });
  }

  private CompletionStage<Void> tell(List<Long> taken) {
    return lines(taken)
        .thenAccept(
            lines ->
                lines.forEach(
                    line ->
                        meter.taken(
                            subscriber.name(),
                            Duration.between(line.entry().at(), clock.instant()))));
  }

  private CompletionStage<List<Kept>> lines(List<Long> numbers) {
    CompletionStage<List<Kept>> all = CompletableFuture.completedFuture(List.of());
    for (var number : numbers) {
      all =
          all.thenCombine(
              audit.between(number - 1, number, 1),
              (lines, found) -> Stream.concat(lines.stream(), found.stream()).toList());
    }
    return all;
  }

  private CompletionStage<Polled> offer(Progress progress, int most, Duration patience) {
    if (most == 0) {
      return CompletableFuture.completedFuture(new Polled(List.of(), false));
    }
    var heads = progress.heads();
    if (heads.size() >= most || !progress.hasRoom()) {
      return offered(progress, most);
    }
    return followEvents
        .next(
            progress.position(),
            subscriber.filter(),
            most,
            heads.isEmpty() ? patience : Duration.ZERO)
        .thenCompose(this::take)
        .thenCompose(taken -> offered(taken, most));
  }

  /** What is offered is among the deliveries until it is acknowledged. */
  private CompletionStage<Progress> take(Events events) {
    var now = clock.instant();
    return deliveries.update(
        subscriber.name(),
        stored -> {
          var before = stored.orElseGet(() -> Progress.from(events.position()));
          var put =
              events.lines().stream()
                  .filter(line -> line.number() > before.position()) // another poll was faster
                  .map(
                      line ->
                          Delivery.untried(
                              line.number(), OrderingKey.of(line.entry().about()), now))
                  .toList();
          var after = before.after(events.position(), Set.of(), put);
          return stored.equals(Optional.of(after))
              ? Decision.unchanged(after)
              : Decision.store(after, after);
        });
  }

  /** What the trail has forgotten cannot be offered any more, and blocks nothing. */
  private CompletionStage<Polled> offered(Progress progress, int most) {
    meter.waiting(subscriber.name(), progress.deliveries().size());
    var heads = progress.heads().stream().map(Delivery::number).toList();
    var offered = heads.subList(0, Math.min(most, heads.size()));
    return lines(offered)
        .thenCompose(
            lines -> {
              var polled = new Polled(lines, heads.size() > most);
              return lines.size() == offered.size()
                  ? CompletableFuture.completedFuture(polled)
                  : forget(offered, lines).thenApply(_ -> polled);
            });
  }

  private CompletionStage<Boolean> forget(List<Long> offered, List<Kept> lines) {
    var gone = new HashSet<>(offered);
    lines.forEach(line -> gone.remove(line.number()));
    return deliveries.update(
        subscriber.name(),
        stored ->
            stored
                .<Decision<Progress, Boolean>>map(
                    progress ->
                        Decision.store(progress.after(progress.position(), gone, List.of()), true))
                .orElseGet(() -> Decision.unchanged(false)));
  }
}
