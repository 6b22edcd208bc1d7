package dev.sojourn.faults.soak;

import static dev.sojourn.faults.cluster.Commands.pause;

import dev.sojourn.faults.check.Broken;
import dev.sojourn.faults.check.Checker;
import dev.sojourn.faults.check.Findings;
import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.load.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A cluster under a steady, moderate load of all there is to ask for, with a connection to Postgres
 * killed now and then, for long enough to see whether anything grows.
 *
 * <p>Clients come in shifts, so that their history can be judged and forgotten; with each shift all
 * connections are new ones. Sessions and lockouts are short-lived and soon purged, but not within a
 * shift, at whose end all its sessions are looked for.
 */
public final class Soak {
  /** From this long on it says something: the last third is ten minutes. */
  public static final Duration USUAL = Duration.ofMinutes(30);

  private static final Duration SHIFT = Duration.ofMinutes(1);
  private static final Duration BETWEEN_DISTURBANCES = Duration.ofSeconds(20);
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "SOJOURN_POLICIES_DEFAULT_REFRESH_OVERLAP",
          OVERLAP.toString(),
          "SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT",
          "PT2M",
          "SOJOURN_RETENTION",
          "PT2M",
          "SOJOURN_SWEEP_INTERVAL",
          "PT5S",
          "SOJOURN_LOCKOUT_MFA_STEPS",
          "5=PT1M",
          "SOJOURN_LOCKOUT_FORGET_AFTER",
          "PT1M");

  private static final String KILL_A_LISTENER =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sojourn' and (query like 'listen%' or query like '% as heard_until')
      order by random() limit 1""";

  private static final String KILL_ANY =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sojourn' order by random() limit 1""";

  private final List<Broken> broken = new ArrayList<>();
  private final List<Long> lags = new ArrayList<>();
  private long operations;
  private int sessions;
  private int begunAnew;
  private int disturbances;

  private Soak() {}

  /** Takes this long, and a little more. */
  public static SoakResults run(Duration length) {
    return new Soak().carryOut(length);
  }

  private SoakResults carryOut(Duration length) {
    try (var cluster = Cluster.start(SETTINGS)) {
      var until = System.nanoTime() + length.toNanos();
      var samples = Samples.start(cluster);
      try (samples) {
        while (System.nanoTime() < until) {
          shift(cluster, until);
        }
      }
      var findings =
          new Findings(List.copyOf(broken), lags.stream().sorted().toList(), sessions, begunAnew);
      return new SoakResults(
          length, cluster.postgresVersion(), operations, disturbances, findings, samples.series());
    }
  }

  private void shift(Cluster cluster, long until) {
    var load = Load.start(cluster, Load.Mix.STEADY);
    var end = Math.min(until, System.nanoTime() + SHIFT.toNanos());
    while (System.nanoTime() < end) {
      pause(Duration.ofNanos(Math.min(BETWEEN_DISTURBANCES.toNanos(), end - System.nanoTime())));
      cluster.postgres().execute(disturbances % 3 < 2 ? KILL_A_LISTENER : KILL_ANY);
      disturbances++;
    }
    var history = load.stop();
    var findings = new Checker(OVERLAP, false).check(history);
    broken.addAll(findings.broken());
    lags.addAll(findings.lags());
    operations += history.size();
    sessions += findings.sessions();
    begunAnew += findings.begunAnew();
    System.out.printf(
        Locale.ROOT,
        "%d operations on %d sessions, %d connections killed; %d breaches; memory %s%n",
        operations,
        sessions,
        disturbances,
        broken.size(),
        cluster.resident());
  }
}
