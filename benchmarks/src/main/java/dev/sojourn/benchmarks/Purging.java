package dev.sojourn.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is left behind when a million ended sessions have been forgotten. */
final class Purging {
  private static final long LIVE = 100_000;
  private static final long KEPT = 100_000;
  private static final long PURGED = 1_000_000;
  private static final String SIZE =
      "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relname like '%session%'";

  private Purging() {}

  static List<Measured> measure(Postgres server) {
    var purged = server.database("purged");
    try (var sojourn = SojournProcess.on(purged, Map.of())) {
      System.out.println("schema for the purge in " + sojourn.startedIn());
    }
    Population.insert(purged, 0, LIVE);
    Population.insertEnded(purged, LIVE, LIVE + KEPT, 0, "now()");
    purged.execute("vacuum analyze");
    var fresh = purged.number(SIZE);
    Population.insertEnded(
        purged, 10_000_000, 10_000_000 + PURGED, 3, "now() - interval '40 days'");
    var before = purged.number(SIZE);
    purged.execute("vacuum analyze", "checkpoint");
    var began = System.nanoTime();
    try (var sojourn = SojournProcess.on(purged, Map.of("SOJOURN_SWEEP_INTERVAL", "PT1S"))) {
      while (purged.number("select count(*) from ended_session_3") > 0) {
        if (System.nanoTime() - began > Duration.ofMinutes(3).toNanos()) {
          throw new IllegalStateException("purges for too long; see /tmp/sojourn-bench.log");
        }
        Postgres.pause(Duration.ofMillis(100));
      }
    }
    var took = Duration.ofNanos(System.nanoTime() - began);
    var after = purged.number(SIZE);
    purged.drop();
    return List.of(
        Measured.atMost(
            1.2,
            "purge of 1 million ended sessions: tables and indexes afterwards beside freshly loaded ones",
            after / fresh,
            String.format(
                Locale.ROOT,
                "(%,.0f MB before, %,.0f MB after, %,.0f MB fresh; %.1f s with the start)",
                before / 1e6,
                after / 1e6,
                fresh / 1e6,
                took.toMillis() / 1e3)));
  }
}
