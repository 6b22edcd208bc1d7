package dev.sojourn.domain.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a policy promises of NIST SP 800-63B-4 (sections 2.1.3, 2.2.3 and 2.3.3, reauthentication).
 * Where the standard says that a limit "should" hold, a policy that claims the level must keep it.
 */
public enum Assurance {
  NONE("none", Optional.empty(), Optional.empty()),
  AAL1("aal1", Optional.of(Duration.ofDays(30)), Optional.empty()),
  AAL2("aal2", Optional.of(Duration.ofHours(24)), Optional.of(Duration.ofHours(1))),
  AAL3("aal3", Optional.of(Duration.ofHours(12)), Optional.of(Duration.ofMinutes(15)));

  private final String word;
  private final Optional<Duration> longestAbsolute;
  private final Optional<Duration> longestIdle;

  Assurance(String word, Optional<Duration> longestAbsolute, Optional<Duration> longestIdle) {
    this.word = word;
    this.longestAbsolute = longestAbsolute;
    this.longestIdle = longestIdle;
  }

  /** The word in the configuration and JSON. */
  public String word() {
    return word;
  }

  /** The level that has this word. */
  public static Optional<Assurance> ofWord(String word) {
    return Arrays.stream(values()).filter(level -> level.word.equals(word)).findFirst();
  }

  /** How timeouts break this level; empty if they keep it. */
  public List<PolicyFault> broken(Optional<Duration> idle, Optional<Duration> absolute) {
    return Stream.of(
            longer(PolicyRule.IDLE_TIMEOUT, idle, longestIdle),
            longer(PolicyRule.ABSOLUTE_TIMEOUT, absolute, longestAbsolute))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<PolicyFault> longer(
      PolicyRule rule, Optional<Duration> timeout, Optional<Duration> longest) {
    return longest
        .filter(most -> isLonger(timeout, most))
        .map(most -> new PolicyFault(rule, "must be at most " + most));
  }

  private static boolean isLonger(Optional<Duration> timeout, Duration longest) {
    return timeout.isEmpty() || timeout.get().compareTo(longest) > 0;
  }
}
