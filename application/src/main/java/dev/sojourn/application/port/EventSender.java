package dev.sojourn.application.port;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.delivery.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Brings events to one subscriber. */
public interface EventSender {
  /** What came of it. */
  sealed interface SendResult {
    /** The subscriber has taken it. */
    record Taken() implements SendResult {}

    /** The subscriber does not take this event. */
    record Refused(String fault) implements SendResult {
      public Refused {
        fault = Delivery.printable(fault);
      }
    }

    /**
     * The subscriber was not reached, or could not take anything.
     *
     * @param retryAfter how long it asks to be left alone
     */
    record Unreachable(String fault, Optional<Duration> retryAfter) implements SendResult {
      public Unreachable {
        fault = Delivery.printable(fault);
      }
    }
  }

  /** Sends it once. Takes some seconds at most, and does not fail. */
  CompletionStage<SendResult> send(Kept event);
}
