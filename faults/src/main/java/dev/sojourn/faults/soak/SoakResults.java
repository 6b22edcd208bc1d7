package dev.sojourn.faults.soak;

import dev.sojourn.faults.check.Broken;
import dev.sojourn.faults.check.Checker;
import dev.sojourn.faults.check.Findings;
import dev.sojourn.faults.cluster.Commands;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a soak came to.
 *
 * @param disturbances how many connections were killed
 */
public record SoakResults(
    Duration length,
    String postgres,
    long operations,
    int disturbances,
    Findings findings,
    List<Series> series) {

  private List<Series> growing() {
    return series.stream().filter(Series::isLongEnough).filter(each -> !each.isFlat()).toList();
  }

  /** All that is broken. */
  public List<Broken> broken() {
    return Stream.concat(findings.broken().stream(), Checker.judge(findings.lags()).stream())
        .toList();
  }

  /** Whether nothing grows, and no promise is broken. */
  public boolean isGood() {
    return growing().isEmpty()
        && broken().isEmpty()
        && series.stream().allMatch(Series::isLongEnough);
  }

  /** In a line. */
  public String summary() {
    var unjudged = series.stream().filter(each -> !each.isLongEnough()).count();
    return String.format(
            Locale.ROOT,
            "%d minutes, %,d operations on %,d sessions and subjects, %d connections killed: %s; %s",
            length.toMinutes(),
            operations,
            findings.sessions(),
            disturbances,
            growing().isEmpty()
                ? "nothing grows"
                : growing().size() + " OF " + series.size() + " GROW",
            broken().isEmpty() ? "no promise broken" : broken().size() + " BREACHES OF PROMISES")
        + (unjudged > 0 ? "; too short to judge " + unjudged : "");
  }

  /** As a part of RESULTS.md. */
  public String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            # What came of the soak

            Written by `faults/run soak`; README.md says how to read it.

            - %s, on %s, %s, Java %s
            - %s
            - revoked everywhere after p50 %.1f ms, p99 %.1f ms, at most %.1f ms (%d times a session and node)

            | what | where | first sample | median of the second third | of the last third | which may be | seen from, a minute | |
            |---|---|---|---|---|---|---|---|
            """,
            LocalDate.now(ZoneOffset.UTC),
            Commands.machine(),
            postgres,
            Runtime.version().feature(),
            summary(),
            findings.lagMillis(0.5),
            findings.lagMillis(0.99),
            findings.lagMillis(1),
            findings.lags().size()));
    series.stream().filter(Series::isLongEnough).forEach(each -> text.append(row(each)));
    broken().stream()
        .limit(5)
        .forEach(each -> text.append("\n```\n").append(each.text()).append("\n```\n"));
    return text.toString();
  }

  private String row(Series each) {
    var unit = each.unit();
    var leak = (each.most() - each.secondThird()) * 3 * 60_000 / Math.max(1, length.toMillis());
    return "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            each.what(),
            each.where(),
            unit.text(each.first()),
            unit.text(each.secondThird()),
            unit.text(each.lastThird()),
            unit.text(each.most()),
            unit.text(leak),
            each.isFlat() ? "flat" : "**grows**");
  }
}
