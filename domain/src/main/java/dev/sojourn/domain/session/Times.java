package dev.sojourn.domain.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The times of a session, in whole milliseconds.
 *
 * @param lastActivityAt never before createdAt
 * @param expiresAt always after createdAt
 * @param sweepAt when the sweeper looks at it next: at the earliest deadline that was known when it
 *     last did. Neither activity nor a refresh moves it, so neither touches what the sweeper
 *     searches by; a session that lives longer is looked at, found alive, and looked at again later
 */
public record Times(Instant createdAt, Instant lastActivityAt, Instant expiresAt, Instant sweepAt) {

  /**
   * @throws IllegalArgumentException if expiresAt is not after createdAt, or activity came before
   *     it
   */
  public Times {
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    lastActivityAt = lastActivityAt.truncatedTo(ChronoUnit.MILLIS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    sweepAt = sweepAt.truncatedTo(ChronoUnit.MILLIS);
    if (!expiresAt.isAfter(createdAt)) {
      throw new IllegalArgumentException("expires_at must be after created_at");
    }
    if (lastActivityAt.isBefore(createdAt)) {
      throw new IllegalArgumentException("last_activity_at must not be before created_at");
    }
  }

  /** After something happened; a clock that went back changes nothing. */
  Times activeAt(Instant now) {
    return now.isAfter(lastActivityAt) ? new Times(createdAt, now, expiresAt, sweepAt) : this;
  }

  Times expiringAt(Instant expiry) {
    return new Times(createdAt, lastActivityAt, expiry, sweepAt);
  }

  Times sweptAt(Instant next) {
    return new Times(createdAt, lastActivityAt, expiresAt, next);
  }
}
