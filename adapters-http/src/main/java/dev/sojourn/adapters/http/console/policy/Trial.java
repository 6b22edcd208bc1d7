package dev.sojourn.adapters.http.console.policy;

import dev.sojourn.adapters.http.console.DisplayText;
import dev.sojourn.domain.policy.SessionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Other timeouts of a policy, and what they would do.
 *
 * @param policy as it is
 * @param ending how many sessions would end at once; absent if it took too long to count
 */
public record Trial(
    SessionPolicy policy,
    Optional<Duration> idle,
    Optional<Duration> absolute,
    Optional<Long> ending) {

  /** What would be other than it is, in words. */
  public String change() {
    var changes = new ArrayList<String>();
    if (!idle.equals(policy.idleTimeout())) {
      changes.add(
          "idle "
              + DisplayText.timeout(idle)
              + " instead of "
              + DisplayText.timeout(policy.idleTimeout()));
    }
    if (!absolute.equals(policy.absoluteTimeout())) {
      changes.add(
          "absolute "
              + DisplayText.timeout(absolute)
              + " instead of "
              + DisplayText.timeout(policy.absoluteTimeout()));
    }
    return changes.isEmpty() ? "the timeouts as they are" : String.join(" and ", changes);
  }

  /** What to set to have it so. */
  public List<String> settings() {
    var settings = new ArrayList<String>();
    if (!idle.equals(policy.idleTimeout())) {
      settings.add(setting("IDLE_TIMEOUT", idle));
    }
    if (!absolute.equals(policy.absoluteTimeout())) {
      settings.add(setting("ABSOLUTE_TIMEOUT", absolute));
    }
    return settings;
  }

  private String setting(String rule, Optional<Duration> timeout) {
    return "SOJOURN_POLICIES_%s_%s=%s"
        .formatted(
            policy.name().value().toUpperCase(Locale.ROOT),
            rule,
            timeout.map(Duration::toString).orElse("off"));
  }
}
