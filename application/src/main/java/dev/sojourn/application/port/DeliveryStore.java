package dev.sojourn.application.port;

import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Keeps how far subscribers have been told, the same for all nodes, and the dead letters. */
public interface DeliveryStore {

  /**
   * Applies a decision to the progress of a subscriber, atomically: one such call after the other
   * on all nodes. Deliveries that are dead are kept, and not given to decisions any more. Completes
   * when the outcome is durable.
   *
   * @param decide is given nothing for a subscriber that is new; may run more than once
   */
  <R> CompletionStage<R> update(
      SubscriberName name, Function<Optional<Progress>, Decision<Progress, R>> decide);

  /**
   * How far a subscriber has been told, and how many dead letters it has.
   *
   * @param progress without dead deliveries
   */
  record SubscriberStatus(SubscriberName name, Progress progress, int dead) {}

  /** Of every subscriber that ever had a lease, by name. */
  CompletionStage<List<SubscriberStatus>> statuses();

  /**
   * Dead letters, by number.
   *
   * @param above only those of a higher number
   */
  CompletionStage<List<Delivery>> dead(SubscriberName name, long above, int limit);

  /**
   * Has dead letters sent again: the one of a number, or all, at most {@code limit}; says how many.
   */
  CompletionStage<Integer> revive(
      SubscriberName name, Optional<Long> number, Instant now, int limit);

  /** Forgets dead letters of an instant or before; says how many, at most {@code limit}. */
  CompletionStage<Integer> purge(Instant until, int limit);
}
