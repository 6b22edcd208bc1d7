package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs all, and writes the results down; or the groups that are named, and prints them. */
final class Benchmarks {
  private static final Duration STRETCH = Duration.ofSeconds(3);

  private Benchmarks() {}

  public static void main(String[] named) throws IOException {
    var wanted = Set.of(named);
    var rows = new ArrayList<Measured>();
    var timing = List.<String>of();
    var hostile = List.<String>of();
    final String version;
    try (var postgres = Postgres.start()) {
      version = postgres.version();
      try (var sojourn = SojournProcess.on(postgres, Map.of())) {
        System.out.println("first start, with migration: " + sojourn.startedIn());
      }
      Population.insert(postgres, 0, Reads.SESSIONS);
      postgres.execute("vacuum analyze session");
      if (wanted.isEmpty() || wanted.contains("writes")) {
        rows.addAll(shown(Writes.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("reads")) {
        rows.addAll(shown(Reads.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("timing")) {
        timing = Timing.measure(postgres);
      }
      if (wanted.isEmpty() || wanted.contains("hostile")) {
        hostile = HostileRequests.measure(postgres, STRETCH);
        hostile.forEach(System.out::println);
      }
      if (wanted.isEmpty() || wanted.contains("audit")) {
        rows.addAll(shown(Auditing.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("crowd")) {
        rows.addAll(shown(Crowd.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("growth")) {
        rows.addAll(shown(Growth.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("console")) {
        rows.addAll(shown(ConsoleViews.measure(postgres)));
      }
      if (wanted.isEmpty() || wanted.contains("purge")) {
        rows.addAll(shown(Purging.measure(postgres)));
      }
      if (wanted.isEmpty() || wanted.contains("sweeps")) {
        rows.addAll(shown(Sweeping.measure(postgres, STRETCH)));
      }
      if (wanted.isEmpty() || wanted.contains("starts")) {
        rows.addAll(shown(Starts.measure(postgres)));
      }
    }
    rows.sort(Comparator.comparing(Measured::met));
    rows.forEach(System.out::println);
    var pieces =
        wanted.isEmpty() || wanted.contains("pieces") ? PureCosts.measure() : List.<String>of();
    pieces.forEach(System.out::println);
    if (wanted.isEmpty()) {
      write(rows, pieces, timing, hostile, version);
    }
  }

  /** At once: a run that is stopped later has not been for nothing. */
  private static List<Measured> shown(List<Measured> measured) {
    measured.forEach(System.out::println);
    return measured;
  }

  private static void write(
      List<Measured> rows,
      List<String> pieces,
      List<String> timing,
      List<String> hostile,
      String postgres) {
    var text = new StringBuilder();
    text.append(
        """
        # Results

        Written by `benchmarks/run`, in one run: %s, %s. Server, Postgres (fsync on) and load
        generator share the machine, so the ratios count and the absolute figures do not. What misses its goal comes first.
        Requests have the header lines of browsers, SDKs and proxies: 5,000 different user agents, addresses, cookies of 1.5 KB.

        | what | goal | measured | met |
        |---|---|---|---|
        """
            .formatted(LocalDate.now(ZoneOffset.UTC), Processes.machine() + ", " + postgres));
    for (var row : rows) {
      text.append("| ")
          .append(
              String.join(" | ", row.what(), row.goal(), row.value(), row.met() ? "yes" : "**no**"))
          .append(" |\n");
    }
    text.append(
        """

        ## Pure pieces

        By JMH, in nanoseconds, one thread; beside each other they say where the time of a request goes.

        | what | ns |
        |---|---|
        """);
    pieces.forEach(piece -> text.append(piece).append('\n'));
    text.append(
        """

        ## What a stranger can make you spend

        Processor time of the server for requests without a credential, beside `/health/live` with the same header lines. Goal for a
        made-up token at the token endpoint, whatever its headers: at most 3.

        | request | bytes | us | beside the least answer |
        |---|---|---|---|
        """);
    hostile.forEach(row -> text.append(row).append('\n'));
    text.append(
        """

        ## Timing side channels

        Pairs that are answered alike, in microseconds (p50, p90, p99), asked in random order over one connection. t is by how many
        standard errors the means differ, without the slowest tenth.

        | pair | the one | the other | ratio of p50 | t |
        |---|---|---|---|---|
        """);
    timing.forEach(pair -> text.append(pair).append('\n'));
    try {
      // What the figures mean, why a goal is missed and what was tried: written by hand.
      text.append('\n').append(Files.readString(Path.of("benchmarks/REMARKS.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.writeString(Path.of("benchmarks/RESULTS.md"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
