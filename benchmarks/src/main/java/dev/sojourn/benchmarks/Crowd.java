package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Refresh;
import dev.sojourn.benchmarks.Conversations.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** What a thousand connections do to it: to its throughput, and to its memory. */
final class Crowd {
  private static final List<Integer> CONNECTIONS = List.of(32, 128, 400, 1_000);
  private static final int ROUNDS = 3;
  private static final double MOST_RESIDENT = 300 * 1024 * 1024;

  private Crowd() {}

  /** One process does it all, and is weighed at the end. */
  static List<Measured> measure(Postgres postgres, Duration stretch) {
    var population = new Population(Reads.SESSIONS);
    var rows = new ArrayList<Measured>();
    try (var sojourn = SojournProcess.on(postgres, Map.of())) {
      try (var verify =
          Load.to(
              sojourn.port(),
              Conversations.each(32, n -> new Verify(Clients.BROWSER, population, n * 1000)))) {
        verify.run(2L * Reads.SESSIONS); // all are remembered now
      }
      rows.add(
          crowded(
              "verify",
              stretch,
              connections ->
                  Load.to(
                      sojourn.port(),
                      Conversations.each(
                          connections, n -> new Verify(Clients.BROWSER, population, n * 90)))));
      rows.add(
          crowded(
              "refresh",
              stretch,
              connections -> Load.to(sojourn.port(), freshChains(postgres, connections))));
      try (var verify =
          Load.to(
              sojourn.port(),
              Conversations.each(32, n -> new Verify(Clients.BROWSER, population, n * 1000)))) {
        verify.run(2L * Reads.SESSIONS);
      }
      var resident = Processes.resident(sojourn.process());
      rows.add(
          new Measured(
              "resident memory after reads, writes and a crowd, 100,000 sessions remembered",
              "at most 300 MB",
              String.format(
                  Locale.ROOT,
                  "%.0f MB, of it %.0f anonymous and %.0f of files (the cache of classes)",
                  resident.all() / 1024.0 / 1024.0,
                  resident.anonymous() / 1024.0 / 1024.0,
                  resident.ofFiles() / 1024.0 / 1024.0),
              resident.all() <= MOST_RESIDENT));
    }
    return rows;
  }

  /** Each crowd has chains of refresh tokens of its own, for they begin with the first. */
  private static List<Refresh> freshChains(Postgres postgres, int connections) {
    var sessions = 9_000;
    var from = Population.fresh(postgres, sessions);
    return Writes.refreshes(Clients.BROWSER, connections, from, from + sessions);
  }

  private static Measured crowded(String what, Duration stretch, IntFunction<Load> load) {
    var rates = new LinkedHashMap<Integer, List<Double>>();
    var shed = 0L;
    var wrong = 0L;
    for (var connections : CONNECTIONS) {
      try (var crowd = load.apply(connections)) {
        crowd.run(stretch);
        for (var round = 0; round < ROUNDS; round++) {
          var result = crowd.run(stretch);
          rates.computeIfAbsent(connections, _ -> new ArrayList<>()).add(result.perSecond());
          shed += result.shed();
          wrong += result.wrong();
        }
      }
    }
    var medians = rates.values().stream().map(Costs::median).toList();
    var ratio = medians.getLast() / Collections.max(medians);
    var row =
        Measured.atLeast(
            0.85,
            what + ", 1,000 connections: rate beside the best at any number",
            ratio,
            rates.entrySet().stream()
                .map(
                    each ->
                        String.format(
                            Locale.ROOT,
                            "%d: %,.0f/s",
                            each.getKey(),
                            Costs.median(each.getValue())))
                .collect(
                    Collectors.joining(", ", "(", "; 503: " + shed + ", wrong: " + wrong + ")")));
    return new Measured(row.what(), row.goal(), row.value(), row.met() && wrong == 0);
  }
}
