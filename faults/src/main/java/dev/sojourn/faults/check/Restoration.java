package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The database was put back to an older backup: what is lost by that, and what is not.
 *
 * <p>Lost are sessions that were opened since, ends, and re-authentications, whose tokens are of a
 * secret that nobody has any more. Not lost is any other session, however often it was refreshed.
 */
record Restoration(Operation backup, Operation restore) {
  /** A node may take so long to notice that its connections are gone. */
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  static Optional<Restoration> in(List<Operation> history) {
    return first(history, Call.BackUp.class)
        .flatMap(
            backup ->
                first(history, Call.Restore.class)
                    .map(restore -> new Restoration(backup, restore)));
  }

  private static Optional<Operation> first(List<Operation> history, Class<? extends Call> call) {
    return history.stream().filter(each -> call.isInstance(each.call())).findFirst();
  }

  /** Whether what this did may be gone. */
  boolean mayHaveLost(Operation operation) {
    return operation.startedAt() < restore.endedAt()
        && (operation.isUnknown() || operation.endedAt() > backup.startedAt());
  }

  /** Whether what this did is gone for certain. */
  private boolean hasLost(Operation operation) {
    return operation.startedAt() > backup.endedAt()
        && !operation.isUnknown()
        && operation.endedAt() < restore.startedAt();
  }

  /** Whether this was answered before anybody touched the database. */
  boolean isAfter(Operation operation) {
    return operation.endedAt() < restore.startedAt();
  }

  /** Whether a client may be refused so because the restore has lost what its tokens are of. */
  boolean excuses(Operation refused, List<Operation> ofSession) {
    return !isAfter(refused) && origins(refused, ofSession).stream().anyMatch(this::mayHaveLost);
  }

  /** Nodes that answer by what they remember, when the database knows nothing of it any more. */
  List<Broken> stale(String session, List<Operation> ofSession) {
    return ofSession.stream()
        .filter(each -> each.call() instanceof Call.Verify && each.answer() instanceof Answer.Done)
        .filter(each -> each.startedAt() > restore.endedAt() + FORGOTTEN_NANOS)
        .filter(each -> origins(each, ofSession).stream().anyMatch(this::hasLost))
        .limit(1)
        .map(
            each ->
                new Broken(
                    Promise.RESTORE_PROOF,
                    session,
                    "node %d answers #%d from before the restore".formatted(each.node(), each.id()),
                    List.of(backup, restore, each)))
        .toList();
  }

  /** What the tokens that were presented rest on: the opening, and a re-authentication. */
  private static List<Operation> origins(Operation asked, List<Operation> ofSession) {
    var origins = new ArrayList<Operation>();
    for (var each : ofSession) {
      if (each.call() instanceof Call.Open
          || each.call() instanceof Call.Reauthenticate
              && presented(asked).stream().anyMatch(tokens -> tokens.epoch() == each.id())) {
        origins.add(each);
      }
    }
    return origins;
  }

  private static Optional<Tokens> presented(Operation operation) {
    return switch (operation.call()) {
      case Call.Refresh(var tokens) -> Optional.of(tokens);
      case Call.Verify(var tokens) -> Optional.of(tokens);
      default -> Optional.empty();
    };
  }
}
