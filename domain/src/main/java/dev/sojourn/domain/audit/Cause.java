package dev.sojourn.domain.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Who has something changed, from where and when: what a change alone does not tell of itself.
 *
 * @param at in whole milliseconds
 */
public record Cause(Initiator by, Instant at) {
  public Cause {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The sweeper. */
  public static Cause sweeper(Instant now) {
    return new Cause(new Initiator(new Actor.Sweeper(), Optional.empty()), now);
  }
}
