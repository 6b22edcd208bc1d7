package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
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

  /** Looks at one session; what a restore has undone counts until then. */
  void look(String session, List<Operation> all, Optional<Restoration> restoration) {
    all.stream()
        .filter(each -> each.call() instanceof Call.End && each.answer() instanceof Answer.Done)
        .min((one, other) -> Long.compare(one.endedAt(), other.endedAt()))
        .ifPresent(end -> after(session, end, until(restoration, end, all), _ -> true));
    for (var each : all) {
      if (each.call() instanceof Call.Reauthenticate && each.answer() instanceof Answer.Issued) {
        var operations = until(restoration, each, all);
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

  private static List<Operation> until(
      Optional<Restoration> restoration, Operation end, List<Operation> operations) {
    var undone = restoration.filter(each -> each.mayHaveLost(end));
    return operations.stream()
        .filter(each -> undone.stream().allMatch(restored -> restored.isAfter(each)))
        .toList();
  }

  /**
   * Looks at what became of a session by a cut-off, if that is certain: it is over if all
   * authentications were earlier, and lives on if it was opened later and lived before.
   */
  void lookAfter(Operation cutOff, String session, List<Operation> operations) {
    var before = ((Call.CutOff) cutOff.call()).before();
    var authentications =
        operations.stream()
            .filter(
                each ->
                    each.call() instanceof Call.Open || each.call() instanceof Call.Reauthenticate)
            .toList();
    if (authentications.stream().allMatch(each -> !each.isUnknown() && each.endedAt() < before)) {
      after(session, cutOff, operations, _ -> true);
    } else if (authentications.size() == 1
        && authentications.getFirst().startedAt() > before
        && operations.stream().anyMatch(Revocations::lives)) {
      operations.stream()
          .filter(each -> each.startedAt() > cutOff.startedAt())
          .filter(each -> each.answer() instanceof Answer.Refused)
          .map(
              each ->
                  new Broken(
                      Promise.RESTORE_PROOF,
                      session,
                      "a session that began after what was cut off is over",
                      List.of(cutOff, each)))
          .forEach(broken::add);
    }
  }

  private static boolean lives(Operation look) {
    return look.answer() instanceof Answer.Stored(_, var end) && end.isEmpty();
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
