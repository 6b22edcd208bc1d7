package dev.sojourn.faults;

import dev.sojourn.faults.check.Findings;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Operation;
import java.time.Duration;
import java.util.List;

/**
 * One fault and what came of it.
 *
 * @param slowest how long the slowest of a thousand answers took (p99.9)
 * @param withoutService the longest time in which no write was acknowledged by any node
 */
record Run(
    String name,
    String timeline,
    int operations,
    long unavailable,
    long lost,
    Duration withoutService,
    Duration slowest,
    Findings findings) {

  static Run of(
      String name,
      Timeline timeline,
      List<Operation> history,
      Duration withoutService,
      Findings findings) {
    return new Run(
        name,
        timeline.text(),
        history.size(),
        history.stream().filter(each -> each.answer() instanceof Answer.Unavailable).count(),
        history.stream().filter(each -> each.answer() instanceof Answer.Lost).count(),
        withoutService,
        slowest(history),
        findings);
  }

  private static Duration slowest(List<Operation> history) {
    var nanos =
        history.stream()
            .filter(each -> !(each.answer() instanceof Answer.Lost))
            .mapToLong(Operation::nanos)
            .sorted()
            .toArray();
    return Duration.ofNanos(nanos.length == 0 ? 0 : nanos[(int) (nanos.length * 0.999)]);
  }
}
