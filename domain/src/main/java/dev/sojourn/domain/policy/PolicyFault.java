package dev.sojourn.domain.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that makes a policy impossible.
 *
 * @param message what is wrong with the rule, as the rest of a sentence about it
 */
public record PolicyFault(PolicyRule rule, String message) {

  /** A duration that is out of its range, if it is. */
  static Optional<PolicyFault> outOf(
      PolicyRule rule, Duration shortest, Duration longest, Duration duration) {
    return duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0
        ? Optional.of(new PolicyFault(rule, "must be from " + shortest + " to " + longest))
        : Optional.empty();
  }

  /**
   * @throws IllegalArgumentException with the first fault, if there is one
   */
  static void requireNone(List<PolicyFault> faults) {
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults.getFirst().toString());
    }
  }

  @Override
  public String toString() {
    return rule.words() + " " + message;
  }
}
