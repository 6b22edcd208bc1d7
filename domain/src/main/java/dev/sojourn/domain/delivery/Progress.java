package dev.sojourn.domain.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How far a subscriber has been told.
 *
 * @param position the number up to which every event was taken, or is among the deliveries
 * @param outage while the subscriber takes nothing at all
 * @param deliveries what is below the position and still to be sent, by number
 */
public record Progress(
    long position, Optional<Lease> lease, Optional<Outage> outage, List<Delivery> deliveries) {
  /** New events that are sent at the same time, at most one of an ordering key. */
  public static final int MOST_AT_ONCE = 64;

  /** Deliveries that wait; with as many, no new events are begun. */
  public static final int MOST_WAITING = 100;

  public Progress {
    deliveries = deliveries.stream().sorted(Comparator.comparingLong(Delivery::number)).toList();
  }

  /** Of somebody who begins to be told. */
  public static Progress from(long position) {
    return new Progress(position, Optional.empty(), Optional.empty(), List.of());
  }

  /** The same with the lease given to a node, or empty if another has it. */
  public Optional<Progress> takenBy(UUID node, Duration length, Instant now) {
    return lease.stream().anyMatch(held -> !held.node().equals(node) && now.isBefore(held.until()))
        ? Optional.empty()
        : Optional.of(
            new Progress(
                position, Optional.of(new Lease(node, now.plus(length))), outage, deliveries));
  }

  /** The same with the lease given back, if it is this node's. */
  public Progress releasedBy(UUID node) {
    return isLeasedBy(node) ? new Progress(position, Optional.empty(), outage, deliveries) : this;
  }

  /** Whether a node may send, or another has taken over. */
  public boolean isLeasedBy(UUID node) {
    return lease.stream().anyMatch(held -> held.node().equals(node));
  }

  /** The same where nothing up to a position is wanted. */
  public Progress movedTo(long position) {
    return new Progress(Math.max(this.position, position), lease, outage, deliveries);
  }

  /** The same without those that will not be sent any more. */
  public Progress withoutDead() {
    return new Progress(
        position, lease, outage, deliveries.stream().filter(Delivery::isWaiting).toList());
  }

  /** The first delivery of each ordering key: the only ones that may be sent. */
  public List<Delivery> heads() {
    var heads = new LinkedHashMap<OrderingKey, Delivery>();
    deliveries.forEach(delivery -> heads.putIfAbsent(delivery.orderingKey(), delivery));
    return List.copyOf(heads.values());
  }

  /** Whether events of an ordering key have to wait for others of it. */
  public boolean blocks(OrderingKey key) {
    return deliveries.stream().anyMatch(delivery -> delivery.orderingKey().equals(key));
  }

  /** Whether new events may be begun. */
  public boolean hasRoom() {
    return deliveries.size() < MOST_WAITING;
  }

  /** What is to be done next. */
  public sealed interface Plan {
    /** Nothing is sent before an instant: the subscriber takes nothing. */
    record Pause(Instant until) implements Plan {}

    /**
     * Deliveries are sent that are due, one of each ordering key, and new events if there is room.
     *
     * @param due at most {@link #MOST_AT_ONCE}
     * @param nextDue when the first of all that wait is due, perhaps in the past
     */
    record Send(List<Delivery> due, Optional<Instant> nextDue) implements Plan {}
  }

  /** What is to be done at an instant. */
  public Plan plan(Instant now) {
    var pausedUntil = outage.map(Outage::until).filter(now::isBefore);
    if (pausedUntil.isPresent()) {
      return new Plan.Pause(pausedUntil.get());
    }
    var heads = heads();
    return new Plan.Send(
        heads.stream().filter(head -> head.isDue(now)).limit(MOST_AT_ONCE).toList(),
        heads.stream().flatMap(head -> head.dueAt().stream()).min(Comparator.naturalOrder()));
  }

  /** The same with an outage noticed; nothing was taken. */
  public Progress unreachable(String fault, Optional<Duration> retryAfter, Instant now) {
    return new Progress(
        position, lease, Optional.of(Outage.noticed(outage, fault, retryAfter, now)), deliveries);
  }

  /**
   * The same after more was sent, and the subscriber answered: there is no outage any more.
   *
   * @param position up to where events were looked at
   * @param taken the numbers of those that need not be sent again
   * @param put deliveries that are new, or have changed
   */
  public Progress after(long position, Set<Long> taken, List<Delivery> put) {
    var all = new ArrayList<>(put);
    deliveries.stream()
        .filter(known -> !taken.contains(known.number()))
        .filter(known -> put.stream().noneMatch(each -> each.number() == known.number()))
        .forEach(all::add);
    return new Progress(Math.max(this.position, position), lease, Optional.empty(), all);
  }
}
