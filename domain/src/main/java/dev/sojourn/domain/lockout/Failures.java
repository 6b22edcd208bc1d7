package dev.sojourn.domain.lockout;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One count of failures.
 *
 * @param count at least 1
 * @param lastAt when the last one was counted, in whole milliseconds
 * @param lockedUntil the end of the lockout that the last one brought, if it brought one
 */
public record Failures(int count, Instant lastAt, Optional<Instant> lockedUntil) {

  /**
   * @throws IllegalArgumentException for a count below 1
   */
  public Failures {
    if (count < 1) {
      throw new IllegalArgumentException("must be at least 1");
    }
    lastAt = lastAt.truncatedTo(ChronoUnit.MILLIS);
    lockedUntil = lockedUntil.map(until -> until.truncatedTo(ChronoUnit.MILLIS));
  }

  boolean isLocked(Instant now) {
    return lockedUntil.isPresent() && now.isBefore(lockedUntil.get());
  }

  /** From when on it counts for nothing: never while it locks. */
  Instant forgottenAt(LockoutRules rules) {
    var quiet = lastAt.plus(rules.forgetAfter());
    return lockedUntil.filter(until -> until.isAfter(quiet)).orElse(quiet);
  }

  static Failures oneMore(Optional<Failures> before, Instant now, LockoutSteps steps) {
    var count = before.map(Failures::count).orElse(0) + 1;
    return new Failures(count, now, steps.after(count).map(now::plus));
  }
}
