package dev.sojourn.application.event;

import dev.sojourn.application.event.DeliveryRound.Failed;
import dev.sojourn.application.event.DeliveryRound.Sent;
import dev.sojourn.application.event.FollowEvents.Events;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.Progress.Plan;
import dev.sojourn.domain.delivery.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Between looks whether this node holds the lease, and after a failure of the store. */
  static final Duration REST = Duration.ofSeconds(1);

  private final Subscriber subscriber;
  private final EventSender sender;
  private final AuditStore audit;
  private final FollowEvents followEvents;
  private final DeliveryMeter meter;
  private final DoubleSupplier fraction;
  private final InstantSource clock;
  private final HeldProgress held;

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
    this.audit = audit;
    this.followEvents = followEvents;
    this.meter = meter;
    this.fraction = fraction;
    this.clock = clock;
    held = new HeldProgress(subscriber.name(), deliveries, followEvents, meter, node, clock);
  }

  /**
   * Sends what there is to send, or waits some seconds for something. Says how long to rest until
   * the next run; may fail with the store.
   */
  public CompletionStage<Duration> run() {
    return held.current()
        .map(this::run)
        .orElseGet(() -> held.take().thenApply(DeliverEvents::restIfLost))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                held.forget();
              }
            });
  }

  /** Gives the lease back: this node stops. */
  public CompletionStage<Void> release() {
    return held.release();
  }

  private static Duration restIfLost(boolean isHeld) {
    return isHeld ? Duration.ZERO : REST;
  }

  private CompletionStage<Duration> run(Progress progress) {
    var now = clock.instant();
    return switch (progress.plan(now)) {
      case Plan.Pause(var until) ->
          held.passTo(progress, progress.position()).thenApply(_ -> waitUntil(until, now));
      case Plan.Send plan -> send(progress, plan, now);
    };
  }

  private static Duration waitUntil(Instant until, Instant now) {
    var wait = until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private CompletionStage<Duration> send(Progress progress, Plan.Send plan, Instant now) {
    var wait = plan.nextDue().map(due -> waitUntil(due, now)).orElse(LONGEST_WAIT);
    var round = new DeliveryRound(subscriber.name(), sender, audit, meter, clock);
    return events(progress, wait)
        .thenCompose(
            events ->
                round
                    .add(plan.due())
                    .thenApply(_ -> add(events, progress, round))
                    .thenCompose(
                        blocked ->
                            round
                                .send()
                                .thenCompose(
                                    sent ->
                                        record(progress, events.position(), sent, blocked, wait))));
  }

  /** What is new, if there is room for it; waits for it if nothing else is to be done. */
  private CompletionStage<Events> events(Progress progress, Duration patience) {
    return progress.hasRoom()
        ? followEvents.next(
            progress.position(), subscriber.filter(), Progress.MOST_AT_ONCE, patience)
        : CompletableFuture.completedFuture(new Events(List.of(), progress.position()));
  }

  /** Adds new events to a round; those that have to wait for others are returned. */
  private List<Delivery> add(Events events, Progress progress, DeliveryRound round) {
    var now = clock.instant();
    var blocked = new ArrayList<Delivery>();
    for (var line : events.lines()) {
      var key = OrderingKey.of(line.entry().about());
      if (progress.blocks(key)) {
        blocked.add(Delivery.untried(line.number(), key, now));
      } else {
        round.add(line, key, now);
      }
    }
    return blocked;
  }

  private CompletionStage<Duration> record(
      Progress progress, long position, List<Sent> sent, List<Delivery> blocked, Duration wait) {
    var now = clock.instant();
    var outage = SendResult.outage(sent.stream().flatMap(Sent::results).toList());
    if (outage.isPresent()) {
      meter.unreachable(subscriber.name(), outage.get().fault());
      return update(
          stored -> stored.unreachable(outage.get().fault(), outage.get().retryAfter(), now));
    }
    var taken = new HashSet<Long>();
    var put = new ArrayList<>(blocked);
    for (var ofKey : sent) {
      taken.addAll(ofKey.taken());
      ofKey.failed().map(failed -> failed(failed, now)).ifPresent(put::add);
      put.addAll(ofKey.behind());
    }
    if (taken.isEmpty() && put.isEmpty()) {
      // Nobody waits for events while there is no room for them.
      var rest = progress.hasRoom() ? Duration.ZERO : wait;
      return held.passTo(progress, position).thenApply(isHeld -> restIfLost(isHeld).plus(rest));
    }
    return update(stored -> stored.after(position, taken, put));
  }

  private CompletionStage<Duration> update(UnaryOperator<Progress> change) {
    return held.update(change).thenApply(DeliverEvents::restIfLost);
  }

  private Delivery failed(Failed sent, Instant now) {
    var failed =
        sent.delivery().failed(sent.why().fault(), subscriber.waits(), fraction.getAsDouble(), now);
    if (failed.isWaiting()) {
      meter.failed(subscriber.name());
    } else {
      meter.died(subscriber.name());
    }
    return failed;
  }
}
