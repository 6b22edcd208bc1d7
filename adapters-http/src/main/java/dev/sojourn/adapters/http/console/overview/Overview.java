package dev.sojourn.adapters.http.console.overview;

import dev.sojourn.adapters.http.console.overview.Chart.Range;
import dev.sojourn.application.overview.CountSessions.Count;
import dev.sojourn.application.overview.RecentEvents.Frequency;
import dev.sojourn.application.overview.RecentEvents.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All of Sojourn at once.
 *
 * @param count the sessions that there are, once they have been counted
 * @param policies the names of those that are configured
 * @param frequencies of what happened on this node
 * @param lockouts how many subjects are locked, at most so many; absent for who may not see it
 * @param range how far back the charts go
 * @param since when this node began to count
 */
public record Overview(
    Optional<Count> count,
    List<String> policies,
    Map<Kind, Frequency> frequencies,
    Optional<String> lockouts,
    Range range,
    Instant since,
    Instant now) {

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

  /** The chart of something, as far back as was asked for. */
  public Chart chart(Kind kind) {
    return Chart.of(of(kind), range);
  }

  /** Whether this node has not counted for as long as the charts go back. */
  public boolean isShort() {
    return since.isAfter(now.minus(range == Range.DAY ? Duration.ofDays(1) : Duration.ofHours(1)));
  }

  /** Where the page looks for news. */
  public String live() {
    return "/console/live/overview?range=" + range.word();
  }
}
