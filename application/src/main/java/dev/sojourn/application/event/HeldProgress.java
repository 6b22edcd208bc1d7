package dev.sojourn.application.event;

import dev.sojourn.application.event.FollowEvents.Beginning;
import dev.sojourn.application.event.FollowEvents.Start;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * The progress of a subscriber while this node has its lease. It is read once, when the node takes
 * the lease; afterwards the node knows it, because nobody else changes it.
 *
 * <p>One call after the other.
 */
final class HeldProgress {
  /** After which another node takes over from one that is gone; longer than a run takes. */
  static final Duration LEASE = Duration.ofMinutes(2);

  private final SubscriberName name;
  private final DeliveryStore deliveries;
  private final FollowEvents followEvents;
  private final DeliveryMeter meter;
  private final UUID node;
  private final InstantSource clock;
  private Optional<Progress> held = Optional.empty();

  /**
   * @param node this process, and no other
   */
  HeldProgress(
      SubscriberName name,
      DeliveryStore deliveries,
      FollowEvents followEvents,
      DeliveryMeter meter,
      UUID node,
      InstantSource clock) {
    this.name = name;
    this.deliveries = deliveries;
    this.followEvents = followEvents;
    this.meter = meter;
    this.node = node;
    this.clock = clock;
  }

  /** As it is, or empty when the lease has ended: a node that was paused must ask again. */
  Optional<Progress> current() {
    var now = clock.instant();
    return held.filter(
        progress -> progress.lease().stream().anyMatch(lease -> now.isBefore(lease.until())));
  }

  /** Takes the lease, unless another node has it; says whether this one has it now. */
  CompletionStage<Boolean> take() {
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
                  name,
                  stored ->
                      keep(
                          stored
                              .orElseGet(() -> Progress.from(position))
                              .takenBy(node, LEASE, clock.instant())));
            })
        .thenApply(
            taken -> {
              held = taken;
              return taken.isPresent();
            });
  }

  private static Decision<Progress, Optional<Progress>> keep(Optional<Progress> after) {
    return after
        .<Decision<Progress, Optional<Progress>>>map(
            progress -> Decision.store(progress, Optional.of(progress.withoutDead())))
        .orElseGet(() -> Decision.unchanged(after));
  }

  /** Forgets it after a failure of the store: perhaps a change was written, perhaps not. */
  void forget() {
    held = Optional.empty();
  }

  /** Gives the lease back. */
  CompletionStage<Void> release() {
    if (held.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    held = Optional.empty();
    return deliveries
        .update(
            name,
            stored ->
                stored
                    .<Decision<Progress, Boolean>>map(
                        progress -> Decision.store(progress.releasedBy(node), true))
                    .orElseGet(() -> Decision.unchanged(false)))
        .thenAccept(_ -> {});
  }

  /** Changes it and renews the lease; says whether this node still had it. */
  CompletionStage<Boolean> update(UnaryOperator<Progress> change) {
    var now = clock.instant();
    return deliveries
        .<Optional<Progress>>update(
            name,
            stored ->
                keep(
                    stored
                        .filter(progress -> progress.isLeasedBy(node))
                        .map(change)
                        .flatMap(progress -> progress.takenBy(node, LEASE, now))))
        .thenApply(
            after -> {
              held = after;
              after.ifPresent(progress -> meter.waiting(name, progress.deliveries().size()));
              return after.isPresent();
            });
  }

  /**
   * Passes over events that are not wanted. The store is not told each time, but when the lease is
   * renewed, in good time before it ends. Says whether this node still has the lease.
   */
  CompletionStage<Boolean> passTo(Progress progress, long position) {
    var passed = progress.movedTo(position);
    held = Optional.of(passed);
    var renewAt = progress.lease().orElseThrow().until().minus(LEASE.dividedBy(2));
    return clock.instant().isBefore(renewAt)
        ? CompletableFuture.completedFuture(true)
        : update(stored -> stored.movedTo(passed.position()));
  }
}
