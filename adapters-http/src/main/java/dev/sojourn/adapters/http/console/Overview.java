package dev.sojourn.adapters.http.console;

import dev.sojourn.application.overview.CountSessions.Count;
import dev.sojourn.application.overview.RecentEvents.Frequency;
import dev.sojourn.application.overview.RecentEvents.Kind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All of Sojourn at once.
 *
 * @param count the sessions that there are, once they have been counted
 * @param policies the names of those that are configured
 * @param frequencies of what happened on this node
 * @param lockouts how many subjects are locked, at most so many; absent for who may not see it
 */
public record Overview(
    Optional<Count> count,
    List<String> policies,
    Map<Kind, Frequency> frequencies,
    Optional<String> lockouts,
    Instant now) {

  /** The size of the drawing of an hour, in its own units. */
  public static final int WIDTH = 236;

  public static final int HEIGHT = 40;

  public Overview {
    policies = List.copyOf(policies);
    frequencies = new EnumMap<>(frequencies);
  }

  /** How often something happened. */
  public Frequency of(Kind kind) {
    var frequency = frequencies.get(kind);
    if (frequency == null) {
      throw new IllegalArgumentException("was not asked for");
    }
    return frequency;
  }

  /** How many sessions of a policy there are, as they were counted. */
  public long active(Count counted, String policy) {
    return counted.byPolicy().entrySet().stream()
        .filter(entry -> entry.getKey().value().equals(policy))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** An hour as a line: each minute a point, the most at the top. */
  public static String line(Frequency frequency) {
    var minutes = frequency.byMinute();
    var most = Math.max(1, minutes.stream().mapToInt(Integer::intValue).max().orElse(1));
    return IntStream.range(0, minutes.size())
        .mapToObj(
            i ->
                i * WIDTH / (minutes.size() - 1)
                    + ","
                    + (HEIGHT - 2 - minutes.get(i) * (HEIGHT - 4) / most))
        .collect(Collectors.joining(" "));
  }
}
