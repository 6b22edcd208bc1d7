package dev.sojourn.domain.lockout;

import java.time.Duration;

/**
 * How failures are punished and forgotten.
 *
 * @param forgetAfter a count without a failure for this long is forgotten
 */
public record LockoutRules(LockoutSteps password, LockoutSteps mfa, Duration forgetAfter) {
  /** The defaults. */
  public static final LockoutRules DEFAULT =
      new LockoutRules(LockoutSteps.PASSWORD, LockoutSteps.MFA, Duration.ofHours(24));

  /**
   * @throws IllegalArgumentException if forgetAfter is not at least a second
   */
  public LockoutRules {
    if (forgetAfter.compareTo(Duration.ofSeconds(1)) < 0
        || forgetAfter.compareTo(LockoutSteps.LONGEST) > 0) {
      throw new IllegalArgumentException("must be from PT1S to " + LockoutSteps.LONGEST);
    }
  }

  LockoutSteps stepsOf(Factor factor) {
    return switch (factor) {
      case PASSWORD -> password;
      case MFA -> mfa;
    };
  }
}
