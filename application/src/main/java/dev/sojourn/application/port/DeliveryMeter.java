package dev.sojourn.application.port;

import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;

/** Is told how deliveries go. Must return at once and never throw. */
public interface DeliveryMeter {
  /**
   * A subscriber has taken an event.
   *
   * @param lag since what the event tells of was done
   */
  void taken(SubscriberName name, Duration lag);

  /** A subscriber has not taken an event; it is sent again later. */
  void failed(SubscriberName name);

  /** An event was sent often enough, and is a dead letter. */
  void died(SubscriberName name);

  /** A subscriber takes nothing at all. */
  void unreachable(SubscriberName name, String fault);

  /** How many deliveries wait to be sent again, now that this node holds the lease. */
  void waiting(SubscriberName name, int deliveries);
}
