package dev.sojourn.domain.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of an event that was sent to a subscriber. */
public sealed interface SendResult {
  /** The subscriber has taken it. */
  record Taken() implements SendResult {}

  /** The subscriber has not taken it. */
  sealed interface Failure extends SendResult {
    /** Why, fit to be kept. */
    String fault();
  }

  /** The subscriber does not take this event. */
  record Refused(String fault) implements Failure {
    public Refused {
      fault = Delivery.printable(fault);
    }
  }

  /**
   * The subscriber was not reached, or could not take anything.
   *
   * @param retryAfter how long it asks to be left alone
   */
  record Unreachable(String fault, Optional<Duration> retryAfter) implements Failure {
    public Unreachable {
      fault = Delivery.printable(fault);
    }
  }

  /**
   * Why a subscriber takes nothing at all: empty if it took or refused any event, because it is up
   * then.
   *
   * @param results of everything that was sent at about the same time
   */
  static Optional<Unreachable> outage(List<SendResult> results) {
    return results.stream().allMatch(Unreachable.class::isInstance)
        ? results.stream().map(Unreachable.class::cast).findFirst()
        : Optional.empty();
  }
}
