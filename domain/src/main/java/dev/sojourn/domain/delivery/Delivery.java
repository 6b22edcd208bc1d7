package dev.sojourn.domain.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * An event that a subscriber has not taken, or that waits behind one of its ordering key.
 *
 * @param number of the event
 * @param tries how often it was sent
 * @param fault why it was not taken at the last try; at most {@link #LONGEST_FAULT} characters
 */
public record Delivery(
    long number, OrderingKey orderingKey, int tries, State state, Optional<String> fault) {
  /** The most characters of what is kept of a fault. */
  public static final int LONGEST_FAULT = 200;

  public Delivery {
    if (tries < 0) {
      throw new IllegalArgumentException("a negative number of tries");
    }
    fault = fault.map(Delivery::printable);
  }

  /** What others say: no character of it controls anything, and it is not too long. */
  public static String printable(String fault) {
    var text = fault.replaceAll("\\p{Cntrl}", " ");
    return text.substring(0, Math.min(text.length(), LONGEST_FAULT));
  }

  /** Whether it will be sent. */
  public sealed interface State {
    /**
     * It will be sent.
     *
     * @param dueAt not before this, in whole milliseconds
     */
    record Waiting(Instant dueAt) implements State {
      public Waiting {
        dueAt = dueAt.truncatedTo(ChronoUnit.MILLIS);
      }
    }

    /**
     * It was sent often enough; only somebody can have it sent again.
     *
     * @param at since when, in whole milliseconds
     */
    record Dead(Instant at) implements State {
      public Dead {
        at = at.truncatedTo(ChronoUnit.MILLIS);
      }
    }
  }

  /** One that has not been sent yet. */
  public static Delivery untried(long number, OrderingKey orderingKey, Instant dueAt) {
    return new Delivery(number, orderingKey, 0, new State.Waiting(dueAt), Optional.empty());
  }

  /** It was sent once more, and not taken: it waits for longer, or is dead. */
  public Delivery failed(String why, RetryWaits waits, double fraction, Instant now) {
    var next =
        waits
            .after(tries + 1, fraction)
            .<State>map(wait -> new State.Waiting(now.plus(wait)))
            .orElseGet(() -> new State.Dead(now));
    return new Delivery(number, orderingKey, tries + 1, next, Optional.of(why));
  }

  /** It shall be sent, as if it never had been. */
  public Delivery revived(Instant now) {
    return new Delivery(number, orderingKey, 0, new State.Waiting(now), fault);
  }

  /** Not before when it is sent; empty if it is dead. */
  public Optional<Instant> dueAt() {
    return state instanceof State.Waiting(var dueAt) ? Optional.of(dueAt) : Optional.empty();
  }

  /** Whether it is still to be sent. */
  public boolean isWaiting() {
    return state instanceof State.Waiting;
  }

  /** Whether it may be sent now. */
  public boolean isDue(Instant now) {
    return dueAt().stream().anyMatch(at -> !now.isBefore(at));
  }
}
