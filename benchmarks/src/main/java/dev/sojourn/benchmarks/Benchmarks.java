package dev.sojourn.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/** Runs all, or those that are named. */
final class Benchmarks {
  private static final Duration STRETCH = Duration.ofSeconds(3);

  private Benchmarks() {}

  public static void main(String[] named) {
    var wanted = Set.of(named);
    var rows = new ArrayList<Measured>();
    try (var postgres = Postgres.start()) {
      try (var _ = SojournProcess.on(postgres, Map.of())) {
        System.out.println("schema in place"); // the first start migrates
      }
      Population.insert(postgres, 0, Reads.SESSIONS);
      postgres.execute("vacuum analyze session");
      if (wanted.isEmpty() || wanted.contains("reads")) {
        rows.addAll(Reads.measure(postgres, STRETCH));
      }
      if (wanted.isEmpty() || wanted.contains("writes")) {
        rows.addAll(Writes.measure(postgres, STRETCH));
      }
    }
    rows.forEach(System.out::println);
  }
}
