package dev.sojourn.domain.lockout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one counter of a subject says.
 *
 * @param failures how many are counted
 * @param lockedUntil present while locked
 */
public record LockoutStatus(
    Subject subject, CounterKey key, int failures, Optional<Instant> lockedUntil) {

  /** Whether an attempt would be refused. */
  public boolean isLocked() {
    return lockedUntil.isPresent();
  }

  /** How long to wait; zero when not locked. */
  public Duration retryAfter(Instant now) {
    return lockedUntil
        .map(until -> Duration.between(now, until))
        .filter(wait -> !wait.isNegative())
        .orElse(Duration.ZERO);
  }
}
