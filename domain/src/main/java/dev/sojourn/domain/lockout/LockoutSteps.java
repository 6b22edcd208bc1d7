package dev.sojourn.domain.lockout;

import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From how many failures on a subject is locked, and for how long: the highest step that is reached
 * counts, and once past it every further failure locks for its time again.
 *
 * <p>At most {@link #MOST_FAILURES} failures and {@link #LONGEST} a step.
 */
public record LockoutSteps(SortedMap<Integer, Duration> byFailures) {
  /**
   * The most failures that a step may wait for (NIST SP 800-63B-4, section 3.2.2: no more than
   * 100).
   */
  public static final int MOST_FAILURES = 100;

  /** The longest time of a step. */
  public static final Duration LONGEST = Duration.ofDays(365);

  /** 5 failures lock for 5 minutes, 10 for 30 minutes, 20 for 24 hours. */
  public static final LockoutSteps PASSWORD =
      new LockoutSteps(
          Map.of(5, Duration.ofMinutes(5), 10, Duration.ofMinutes(30), 20, Duration.ofHours(24)));

  /** 5 failures lock for 5 minutes, 10 for 30 minutes, 15 for 2 hours. */
  public static final LockoutSteps MFA =
      new LockoutSteps(
          Map.of(5, Duration.ofMinutes(5), 10, Duration.ofMinutes(30), 15, Duration.ofHours(2)));

  public LockoutSteps(Map<Integer, Duration> byFailures) {
    this(new TreeMap<>(byFailures));
  }

  /**
   * @throws IllegalArgumentException without a step, or for one out of range
   */
  public LockoutSteps {
    byFailures = Collections.unmodifiableSortedMap(new TreeMap<>(byFailures));
    Parsed.require(fault(byFailures));
  }

  /** Reads {@code failures=duration,...}, for example {@code 5=PT5M,10=PT30M}. */
  public static Parsed<LockoutSteps> parse(String text) {
    var steps = new TreeMap<Integer, Duration>();
    for (var step : text.split(",", -1)) {
      var sides = step.strip().split("=", -1);
      if (sides.length != 2 || !sides[0].matches("[0-9]{1,3}")) {
        return new Parsed.Invalid<>("must be failures=duration,... such as 5=PT5M,10=PT30M");
      }
      try {
        if (steps.put(Integer.valueOf(sides[0]), Duration.parse(sides[1])) != null) {
          return new Parsed.Invalid<>("must not have two steps of " + sides[0] + " failures");
        }
      } catch (DateTimeParseException noDuration) {
        return new Parsed.Invalid<>("must have ISO-8601 durations such as PT5M");
      }
    }
    return fault(steps)
        .<Parsed<LockoutSteps>>map(Parsed.Invalid::new)
        .orElseGet(() -> new Parsed.Valid<>(new LockoutSteps(steps)));
  }

  private static Optional<String> fault(SortedMap<Integer, Duration> steps) {
    if (steps.isEmpty()) {
      return Optional.of("must have at least one step");
    }
    if (steps.firstKey() < 1 || steps.lastKey() > MOST_FAILURES) {
      return Optional.of("must have steps of 1 to " + MOST_FAILURES + " failures");
    }
    return steps.values().stream()
            .anyMatch(
                time -> time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0)
        ? Optional.of("must have durations from PT1S to " + LONGEST)
        : Optional.empty();
  }

  /** For how long that many failures lock; empty below the first step. */
  public Optional<Duration> after(int failures) {
    return Optional.ofNullable(byFailures.headMap(failures + 1).lastEntry())
        .map(Map.Entry::getValue);
  }
}
