package dev.sojourn.bootstrap.metrics;

import dev.sojourn.application.session.SweepReport;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sweeper's runs tell. A scrape reads what the last run has left and never asks the store,
 * so being watched costs nothing, however many sessions there are.
 */
public final class MeteredSweeps {
  private static final Logger LOG = LoggerFactory.getLogger(MeteredSweeps.class);

  private final Policies policies;
  private final InstantSource clock;
  private final Timer durations;
  private final Counter failures;
  private volatile Counts counts = Counts.UNKNOWN;
  private volatile Optional<Instant> nextDue;

  /**
   * @param byPolicy sessions that have not ended, those of policies that are not configured counted
   *     as what they are judged by
   * @param missing the policies that sessions name and that are not configured
   * @param ofMissing how many sessions name such a policy
   */
  private record Counts(
      Map<PolicyName, Long> byPolicy, SortedSet<PolicyName> missing, double ofMissing) {
    static final Counts UNKNOWN = new Counts(Map.of(), new TreeSet<>(), Double.NaN);
  }

  public MeteredSweeps(MeterRegistry registry, Policies policies, InstantSource clock) {
    this.policies = policies;
    this.clock = clock;
    // Until the first run there is no telling what is due, so it counts as due since the start.
    this.nextDue = Optional.of(clock.instant());
    durations =
        Latency.ofRuns(
            registry, "sojourn_sweep_duration_seconds", "How long a run of the sweeper takes.");
    failures =
        Counter.builder("sojourn_sweep_failures_total")
            .description("Runs of the sweeper that failed.")
            .register(registry);
    for (var policy : policies.all()) {
      Gauge.builder("sojourn_sessions_active", () -> active(policy))
          .description("Sessions that have not ended, as of the last run of the sweeper.")
          .tags("policy", policy.name().value())
          .register(registry);
    }
    Gauge.builder("sojourn_sessions_policy_missing", () -> counts.ofMissing())
        .description("Sessions whose policy is not configured, and which default judges.")
        .register(registry);
    Gauge.builder("sojourn_sweep_lag_seconds", this::lag)
        .description("How overdue the oldest session is that the sweeper has to look at.")
        .register(registry);
  }

  private double active(SessionPolicy policy) {
    var latest = counts;
    return latest == Counts.UNKNOWN
        ? Double.NaN
        : latest.byPolicy().getOrDefault(policy.name(), 0L);
  }

  private double lag() {
    return nextDue
        .map(due -> Duration.between(due, clock.instant()))
        .filter(overdue -> !overdue.isNegative())
        .map(overdue -> overdue.toMillis() / 1000.0)
        .orElse(0.0);
  }

  /** A run is done. */
  public void swept(SweepReport report, Duration took) {
    durations.record(took);
    nextDue = report.nextDue();
    var byPolicy = new TreeMap<PolicyName, Long>();
    var missing = new TreeSet<PolicyName>();
    var ofMissing = 0L;
    for (var entry : report.unended().entrySet()) {
      var configured = policies.has(entry.getKey());
      byPolicy.merge(configured ? entry.getKey() : PolicyName.DEFAULT, entry.getValue(), Long::sum);
      if (!configured) {
        missing.add(entry.getKey());
        ofMissing += entry.getValue();
      }
    }
    // Once, not at every run.
    if (!missing.isEmpty() && !missing.equals(counts.missing())) {
      LOG.warn(
          "{} sessions name policies that are not configured, and are judged by default: {}",
          ofMissing,
          missing);
    }
    counts = new Counts(byPolicy, missing, ofMissing);
  }

  /** A run has failed; what it was to tell is as it was before. */
  public void failed(Duration took) {
    durations.record(took);
    failures.increment();
  }
}
