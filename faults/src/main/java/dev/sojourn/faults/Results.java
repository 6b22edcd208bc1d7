package dev.sojourn.faults;

import dev.sojourn.faults.check.Broken;
import dev.sojourn.faults.check.Checker;
import dev.sojourn.faults.check.Findings;
import dev.sojourn.faults.check.Promise;
import dev.sojourn.faults.cluster.Commands;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all runs came to.
 *
 * @param runs of faults, and of planted bugs, which are named so
 * @param judgesSpeed whether it counts how fast most ends are heard of, which a busy machine can
 *     spoil
 * @param unseen planted bugs that were not found
 */
record Results(
    boolean judgesSpeed,
    String postgres,
    String residentAtStart,
    String residentAtEnd,
    List<Run> runs,
    List<String> unseen,
    List<String> notes) {
  private static final String PLANTED = "planted";

  private List<Run> real() {
    return runs.stream().filter(run -> !run.name().startsWith(PLANTED)).toList();
  }

  private List<Run> planted() {
    return runs.stream().filter(run -> run.name().startsWith(PLANTED)).toList();
  }

  private List<Broken> broken() {
    return Stream.concat(
            real().stream().flatMap(run -> run.findings().broken().stream()),
            judgesSpeed ? Checker.judge(lags().lags()).stream() : Stream.empty())
        .toList();
  }

  private Findings lags() {
    var all = real().stream().flatMap(run -> run.findings().lags().stream()).sorted().toList();
    return new Findings(List.of(), all, 0, 0);
  }

  boolean isGood() {
    return broken().isEmpty() && unseen.isEmpty();
  }

  String summary() {
    return "%d faults, %d operations: %s; %d of %d planted bugs seen"
        .formatted(
            real().size(),
            real().stream().mapToLong(Run::operations).sum(),
            broken().isEmpty() ? "no promise broken" : broken().size() + " BREACHES OF PROMISES",
            planted().size() - unseen.size(),
            planted().size());
  }

  /** The promises that a run shows broken, and how often. */
  static String broken(Run run) {
    var byPromise =
        run.findings().broken().stream()
            .collect(Collectors.groupingBy(Broken::promise, Collectors.counting()));
    return byPromise.isEmpty()
        ? "nothing"
        : byPromise.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> each.getKey().title() + " (" + each.getValue() + ")")
            .collect(Collectors.joining(", "));
  }

  String markdown() {
    var text = new StringBuilder();
    var lags = lags();
    text.append(
        String.format(
            Locale.ROOT,
            """
            # What came of the faults

            Written by `faults/run`; README.md says how to read it.

            - %s, on %s, %s, Java %s
            - %s
            - revoked everywhere after p50 %.1f ms, p99 %.1f ms, at most %.1f ms (%d times a session and node)
            - resident memory of the nodes: %s at the start, %s at the end
            """,
            LocalDate.now(ZoneOffset.UTC),
            Commands.machine(),
            postgres,
            Runtime.version().feature(),
            summary(),
            lags.lagMillis(0.5),
            lags.lagMillis(0.99),
            lags.lagMillis(1),
            lags.lags().size(),
            residentAtStart,
            residentAtEnd));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    text.append(
        """

        ## Faults

        | fault | operations | sessions | 503 | no answer | longest without any write acknowledged | answers p99.9 | revoked p50 / p99 / max, ms | logins begun anew | broken |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    real().forEach(run -> text.append(row(run)));
    text.append("\n## Planted bugs\n\n| bug | operations | found broken |\n|---|---|---|\n");
    planted()
        .forEach(
            run ->
                text.append(
                    "| %s | %,d | %s |\n".formatted(run.name(), run.operations(), broken(run))));
    text.append("\n## Time lines\n\n");
    runs.forEach(
        run ->
            text.append("- ").append(run.name()).append(": ").append(run.timeline()).append('\n'));
    examples(text, broken());
    return text.toString();
  }

  private static void examples(StringBuilder text, List<Broken> broken) {
    if (!broken.isEmpty()) {
      text.append("\n## What is broken, one example each\n");
    }
    for (var promise : Promise.values()) {
      broken.stream()
          .filter(each -> each.promise() == promise)
          .findFirst()
          .ifPresent(each -> text.append("\n```\n").append(each.text()).append("\n```\n"));
    }
  }

  private static String row(Run run) {
    var findings = run.findings();
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d | %,d ms | %,d ms | %.0f / %.0f / %.0f | %d | %s |\n",
        run.name(),
        run.operations(),
        findings.sessions(),
        run.unavailable(),
        run.lost(),
        run.withoutService().toMillis(),
        run.slowest().toMillis(),
        findings.lagMillis(0.5),
        findings.lagMillis(0.99),
        findings.lagMillis(1),
        findings.begunAnew(),
        broken(run));
  }
}
