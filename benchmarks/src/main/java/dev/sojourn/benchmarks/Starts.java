package dev.sojourn.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** From the start of the process to the first answer of /health/ready. */
final class Starts {
  private static final int ROUNDS = 5;

  private Starts() {}

  static List<Measured> measure(Postgres postgres) {
    return List.of(
        row("start on Postgres, schema in place", 1.0, () -> SojournProcess.on(postgres, Map.of())),
        row("start with the memory store", 0.6, SojournProcess::inMemory));
  }

  private static Measured row(String what, double goal, Supplier<SojournProcess> start) {
    var seconds =
        IntStream.range(0, ROUNDS)
            .mapToObj(
                _ -> {
                  try (var sojourn = start.get()) {
                    return seconds(sojourn.startedIn());
                  }
                })
            .toList();
    var median = Costs.median(seconds);
    return new Measured(
        what + ", to the first answer",
        String.format(Locale.ROOT, "at most %.1f s", goal),
        String.format(Locale.ROOT, "%.2f s", median),
        median <= goal);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
