package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** How long nodes went on taking tokens after their end was acknowledged. */
final class Revocations {
  private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Long> lags = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();

  List<Long> lags() {
    return lags;
  }

  List<Broken> broken() {
    return broken;
  }

  /** Looks at one session. */
  void look(String session, List<Operation> operations) {
    operations.stream()
        .filter(each -> each.call() instanceof Call.End && each.answer() instanceof Answer.Done)
        .min((one, other) -> Long.compare(one.endedAt(), other.endedAt()))
        .ifPresent(end -> after(session, end, operations, _ -> true));
    for (var each : operations) {
      if (each.call() instanceof Call.Reauthenticate && each.answer() instanceof Answer.Issued) {
        after(
            session,
            each,
            operations,
            tokens ->
                operations.stream()
                    .anyMatch(
                        began ->
                            began.id() == tokens.epoch() && began.endedAt() < each.startedAt()));
      }
    }
  }

  /** For each node, how late it took a token for the last time; 0 if it did not. */
  private void after(
      String session, Operation end, List<Operation> operations, Predicate<Tokens> isVoid) {
    var last = new HashMap<Integer, Long>();
    for (var each : operations) {
      if (each.call() instanceof Call.Verify(var presented)
          && each.startedAt() > end.endedAt()
          && !each.isUnknown()
          && isVoid.test(presented)) {
        var lag = each.answer() instanceof Answer.Done ? each.startedAt() - end.endedAt() : 0;
        last.merge(each.node(), lag, Math::max);
        if (lag > LATEST_NANOS) {
          broken.add(
              new Broken(
                  Promise.REVOKED,
                  session,
                  "a token was taken %d ms after its end was acknowledged"
                      .formatted(TimeUnit.NANOSECONDS.toMillis(lag)),
                  List.of(end, each)));
        }
      }
    }
    lags.addAll(last.values());
  }
}
