package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Introspect;
import dev.sojourn.benchmarks.Conversations.Same;
import dev.sojourn.benchmarks.Conversations.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a verification costs beside the least that an answer can cost. */
final class Reads {
  static final int SESSIONS = 100_000;
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 5;

  private Reads() {}

  static List<Measured> measure(Postgres postgres, Duration stretch) {
    var population = new Population(SESSIONS);
    var rows = new ArrayList<Measured>();
    try (var sojourn = SojournProcess.on(postgres, Map.of());
        var live = Load.to(sojourn.port(), Conversations.each(CONNECTIONS, _ -> Same.live()));
        var verify =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Verify(population, n * 1000)));
        var introspect =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Introspect(population, n * 1000)))) {
      for (var load : List.of(live, verify, introspect)) {
        load.run(stretch.multipliedBy(3));
      }
      var lives = new Costs(() -> Processes.cpu(sojourn.process()));
      var verifies = new Costs(() -> Processes.cpu(sojourn.process()));
      var introspects = new Costs(() -> Processes.cpu(sojourn.process()));
      for (var round = 0; round < ROUNDS; round++) {
        lives.measure(live, stretch);
        verifies.measure(verify, stretch);
        introspects.measure(introspect, stretch);
      }
      rows.add(
          Measured.atLeast(
              0.7,
              "GET /v1/verify, 32 connections, 100,000 sessions: rate beside /health/live",
              verifies.perSecond() / lives.perSecond(),
              "(" + verifies + " beside " + lives + ")"));
      rows.add(
          Measured.atLeast(
              0.6,
              "POST /v1/introspect, the same",
              introspects.perSecond() / lives.perSecond(),
              "(" + introspects + " beside " + lives + ")"));
    }
    return rows;
  }
}
