package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Open;
import dev.sojourn.benchmarks.Conversations.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What the audit trail and events cost: a Sojourn that keeps the one and tells the others, to a
 * webhook and to a stream, beside a Sojourn that does neither.
 */
final class Auditing {
  private static final int CONNECTIONS = 128;
  private static final int ROUNDS = 5;

  private Auditing() {}

  static List<Measured> measure(Postgres postgres, Duration stretch) {
    // Without a sweep in between: the one that keeps none would forget what the other has written.
    try (var subscriber = new Subscriber();
        var with = SojournProcess.on(postgres, subscriber.settings());
        var _ = subscriber.follow(with);
        var without =
            SojournProcess.on(
                postgres,
                Map.of("SOJOURN_SWEEP_INTERVAL", "P1D", "SOJOURN_AUDIT_RETENTION", "off"))) {
      var population = new Population(Reads.SESSIONS);
      var fresh = Population.fresh(postgres, 60_000);
      var rows = new ArrayList<Measured>();
      rows.add(
          beside(
              0.85,
              "refresh, 128 connections: rate with audit and events beside without",
              with,
              without,
              stretch,
              subscriber,
              half ->
                  Writes.refreshes(
                      Clients.BROWSER,
                      CONNECTIONS,
                      fresh + half * 30_000,
                      fresh + (half + 1) * 30_000)));
      rows.add(
          beside(
              0.85,
              "verify, 128 connections: rate with audit and events beside without",
              with,
              without,
              stretch,
              subscriber,
              _ ->
                  Conversations.each(
                      CONNECTIONS, n -> new Verify(Clients.BROWSER, population, n * 300))));
      rows.add(
          beside(
              0.5,
              "open, 128 connections: rate with audit and events beside without",
              with,
              without,
              stretch,
              subscriber,
              _ -> Conversations.each(CONNECTIONS, _ -> new Open())));
      return rows;
    }
  }

  /** In turns, so that what the machine does besides meets both. */
  private static Measured beside(
      double goal,
      String what,
      SojournProcess with,
      SojournProcess without,
      Duration stretch,
      Subscriber subscriber,
      IntFunction<List<? extends Conversation>> conversations) {
    try (var one = Load.to(with.port(), conversations.apply(0));
        var other = Load.to(without.port(), conversations.apply(1))) {
      one.warmUp();
      other.warmUp();
      // What they were opened with is told; from here on events come as they do.
      subscriber.awaitQuiet(with);
      var audited = new ArrayList<Double>();
      var silent = new ArrayList<Double>();
      for (var round = 0; round < ROUNDS; round++) {
        audited.add(one.run(stretch).perSecond());
        silent.add(other.run(stretch).perSecond());
      }
      return Measured.atLeast(
          goal,
          what,
          Costs.median(audited) / Costs.median(silent),
          "(%,.0f/s beside %,.0f/s)".formatted(Costs.median(audited), Costs.median(silent)));
    }
  }
}
