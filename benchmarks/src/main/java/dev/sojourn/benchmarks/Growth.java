package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether a verification takes longer because there are more sessions. */
final class Growth {
  private static final List<Long> SIZES = List.of(10_000L, 1_000_000L, 10_000_000L);

  /** As many of each, spread over all, so that the size of the table is all that differs. */
  private static final int ASKED_FOR = 10_000;

  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 5;

  private Growth() {}

  static List<Measured> measure(Postgres server, Duration stretch) {
    var databases = SIZES.stream().map(size -> filled(server, size)).toList();
    var rows =
        List.of(
            row("verify p99 from memory", databases, stretch, Map.of()),
            row(
                "verify p99 asking the database each time",
                databases,
                stretch,
                Map.of("SOJOURN_CACHE_SESSIONS", "0")));
    databases.forEach(Postgres::drop);
    return rows;
  }

  private static Postgres filled(Postgres server, long size) {
    var database = server.database("grown_" + size);
    try (var sojourn = SojournProcess.on(database, Map.of())) {
      System.out.println("schema for " + size + " sessions in " + sojourn.startedIn());
    }
    Population.fill(database, 0, size);
    database.execute("vacuum analyze session", "checkpoint");
    return database;
  }

  /** The sizes take turns, because the machine is shared. */
  private static Measured row(
      String what, List<Postgres> databases, Duration stretch, Map<String, String> settings) {
    var nodes = databases.stream().map(each -> SojournProcess.on(each, settings)).toList();
    var loads = new ArrayList<Load>();
    var p99s = new ArrayList<List<Double>>();
    for (var n = 0; n < SIZES.size(); n++) {
      var population = new Population(ASKED_FOR, SIZES.get(n) / ASKED_FOR);
      loads.add(
          Load.to(
              nodes.get(n).port(),
              Conversations.each(
                  CONNECTIONS, i -> new Verify(Clients.BROWSER, population, i * 1000))));
      p99s.add(new ArrayList<>());
    }
    loads.forEach(Load::warmUp);
    for (var round = 0; round < ROUNDS; round++) {
      for (var n = 0; n < loads.size(); n++) {
        p99s.get(n).add(loads.get(n).run(stretch).percentile(99));
      }
    }
    loads.forEach(Load::close);
    nodes.forEach(SojournProcess::close);
    var medians = p99s.stream().map(Costs::median).toList();
    return Measured.atMost(
        1.2,
        what + " with 10,000, 1 million and 10 million sessions: the slowest beside the fastest",
        Collections.max(medians) / Collections.min(medians),
        medians.stream()
            .map(micros -> String.format(Locale.ROOT, "%,.0f us", micros))
            .collect(Collectors.joining(", ", "(", ")")));
  }
}
