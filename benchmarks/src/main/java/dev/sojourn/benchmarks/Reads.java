package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Introspect;
import dev.sojourn.benchmarks.Conversations.Same;
import dev.sojourn.benchmarks.Conversations.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      var lives = new Rates();
      var verifies = new Rates();
      var introspects = new Rates();
      for (var round = 0; round < ROUNDS; round++) {
        lives.measure(live, sojourn, stretch);
        verifies.measure(verify, sojourn, stretch);
        introspects.measure(introspect, sojourn, stretch);
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

  /** Rates and costs of several stretches; the median counts, because machines are shared. */
  static final class Rates {
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> cpuMicros = new ArrayList<>();

    void measure(Load load, SojournProcess sojourn, Duration stretch) {
      var before = Processes.cpu(sojourn.process());
      var result = load.run(stretch);
      perSecond.add(result.perSecond());
      cpuMicros.add(
          Processes.cpu(sojourn.process()).minus(before).toNanos() / 1e3 / result.answers());
    }

    double perSecond() {
      return median(perSecond);
    }

    double cpuMicros() {
      return median(cpuMicros);
    }

    static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f/s at %.1f us of CPU", perSecond(), cpuMicros());
    }
  }
}
