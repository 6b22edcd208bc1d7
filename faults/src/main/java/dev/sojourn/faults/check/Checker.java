package dev.sojourn.faults.check;

import dev.sojourn.faults.check.Linearization.Outcome;
import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.History;
import dev.sojourn.faults.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads a history and names each promise that it shows broken. */
public final class Checker {
  /** Fewer say nothing of a p99. */
  private static final int FEWEST_LAGS = 100;

  /** Later is as good as never. */
  /** Two seconds in a line, five for the database, and what a busy machine adds. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final long P99_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SessionModel model;
  private final boolean everythingIsAnswered;

  /**
   * @param overlap the policy's refresh overlap
   * @param everythingIsAnswered whether a request without an answer in time breaks a promise: where
   *     no fault took the node away
   */
  public Checker(Duration overlap, boolean everythingIsAnswered) {
    this.model = new SessionModel(overlap);
    this.everythingIsAnswered = everythingIsAnswered;
  }

  /** All that is broken. */
  public Findings check(List<Operation> history) {
    var broken = new ArrayList<Broken>();
    var revocations = new Revocations();
    var begunAnew = 0;
    var restoration = Restoration.in(history);
    var cutOff = history.stream().filter(each -> each.call() instanceof Call.CutOff).findFirst();
    var bySubject =
        History.bySubject(history.stream().filter(each -> each.actor() != Actor.OPERATOR).toList());
    for (var entry : bySubject.entrySet()) {
      var subject = entry.getKey();
      var all = entry.getValue();
      var operations =
          all.stream()
              .filter(each -> cutOff.stream().noneMatch(cut -> each.startedAt() > cut.startedAt()))
              .toList();
      var open = operations.stream().filter(each -> each.call() instanceof Call.Open).findFirst();
      if (open.isPresent() && !open.get().isUnknown()) {
        broken.addAll(gone(subject, open.get(), operations, restoration));
        broken.addAll(successors(subject, operations));
        broken.addAll(order(subject, writes(operations, restoration)));
        if (open.get().actor() == Actor.HONEST) {
          broken.addAll(loggedOut(subject, operations, restoration));
          begunAnew += exchangeWasLost(operations) ? 1 : 0;
        }
        restoration.ifPresent(each -> broken.addAll(each.stale(subject, operations)));
        revocations.look(subject, operations, restoration);
        cutOff.ifPresent(cut -> revocations.lookAfter(cut, subject, all));
      } else if (open.isEmpty()) {
        broken.addAll(Lockouts.look(subject, operations, restoration));
      }
    }
    history.forEach(each -> bounded(each, broken));
    broken.addAll(revocations.broken());
    var lags = revocations.lags().stream().sorted().toList();
    return new Findings(List.copyOf(broken), lags, bySubject.size(), begunAnew);
  }

  private static List<Operation> writes(
      List<Operation> ofSession, Optional<Restoration> restoration) {
    return Stream.concat(
            ofSession.stream().filter(each -> !(each.call() instanceof Call.Verify)),
            restoration.stream().flatMap(each -> Stream.of(each.backup(), each.restore())))
        .sorted(Comparator.comparingLong(Operation::startedAt))
        .toList();
  }

  /**
   * Whether nodes hear of ends in time as a rule, by the lags of many histories: one fault shows
   * too few of them for a p99.
   *
   * @param lags in nanoseconds, sorted
   */
  public static Optional<Broken> judge(List<Long> lags) {
    var p99 = Findings.percentile(lags, 0.99);
    return lags.size() >= FEWEST_LAGS && p99 > P99_NANOS
        ? Optional.of(
            new Broken(
                Promise.REVOKED,
                "all sessions",
                "p99 of %d lags is %d ms"
                    .formatted(lags.size(), TimeUnit.NANOSECONDS.toMillis(p99)),
                List.of()))
        : Optional.empty();
  }

  private static List<Broken> gone(
      String session,
      Operation open,
      List<Operation> operations,
      Optional<Restoration> restoration) {
    return operations.stream()
        .filter(each -> each.answer() instanceof Answer.Gone)
        .filter(each -> restoration.stream().noneMatch(lost -> lost.mayHaveLost(open)))
        .limit(1)
        .map(
            _ ->
                new Broken(
                    Promise.DURABLE,
                    session,
                    "its opening was acknowledged, and it is not there",
                    operations))
        .toList();
  }

  /** A token has one successor, whichever client asks for it, however often. */
  private static List<Broken> successors(String session, List<Operation> operations) {
    record Position(long epoch, int generation) {}

    Map<Position, Operation> first = new HashMap<>();
    for (var each : operations) {
      if (each.answer() instanceof Answer.Issued(var tokens)) {
        var earlier = first.putIfAbsent(new Position(tokens.epoch(), tokens.generation()), each);
        if (earlier != null
            && earlier.answer() instanceof Answer.Issued(var other)
            && !other.refresh().equals(tokens.refresh())) {
          return List.of(
              new Broken(
                  Promise.ATOMIC,
                  session,
                  "two different successors for one token",
                  List.of(earlier, each)));
        }
      }
    }
    return List.of();
  }

  private List<Broken> order(String session, List<Operation> writes) {
    return switch (Linearization.search(model, writes)) {
      case Outcome.Found _ -> List.of();
      case Outcome.Undecided _ ->
          List.of(
              new Broken(Promise.ATOMIC, session, "the search for an order was given up", writes));
      case Outcome.None(var unexplained) -> {
        var withoutLook =
            writes.stream().filter(each -> !(each.call() instanceof Call.Look)).toList();
        var lost =
            withoutLook.size() < writes.size()
                && Linearization.search(model, withoutLook) instanceof Outcome.Found;
        yield List.of(
            lost
                ? new Broken(
                    Promise.DURABLE,
                    session,
                    "what was acknowledged is not what is in the database at the end",
                    writes)
                : new Broken(
                    Promise.ATOMIC,
                    session,
                    "no order explains the answer of #" + unexplained.id(),
                    writes));
      }
    };
  }

  /** An honest client has the newest tokens only, and no end but its own is to be. */
  private static List<Broken> loggedOut(
      String session, List<Operation> operations, Optional<Restoration> restoration) {
    var ownEnd =
        operations.stream()
            .filter(each -> each.call() instanceof Call.End)
            .mapToLong(Operation::startedAt)
            .min()
            .orElse(Long.MAX_VALUE);
    return operations.stream()
        .filter(each -> each.endedAt() < ownEnd)
        .filter(Checker::saysItIsOver)
        .filter(each -> restoration.stream().noneMatch(lost -> lost.excuses(each, operations)))
        .limit(1)
        .map(
            each ->
                new Broken(
                    restoration.stream().allMatch(restored -> restored.isAfter(each))
                        ? Promise.NOT_LOGGED_OUT
                        : Promise.RESTORE_PROOF,
                    session,
                    "an honest client was refused in #" + each.id(),
                    operations))
        .toList();
  }

  private static boolean saysItIsOver(Operation operation) {
    return switch (operation.answer()) {
      case Answer.Refused(var reason) ->
          !(operation.call() instanceof Call.Exchange) || reason.isPresent();
      case Answer.Stored(_, var end) -> end.isPresent();
      default -> false;
    };
  }

  private static boolean exchangeWasLost(List<Operation> operations) {
    return operations.stream()
        .anyMatch(
            each ->
                each.call() instanceof Call.Exchange
                    && each.answer() instanceof Answer.Refused(var reason)
                    && reason.isEmpty());
  }

  private void bounded(Operation operation, List<Broken> broken) {
    if (operation.answer() instanceof Answer.Wrong(var status, _)) {
      broken.add(
          new Broken(
              Promise.BOUNDED,
              operation.subject(),
              "an answer that must not be: " + status,
              List.of(operation)));
    } else if (everythingIsAnswered && operation.answer() instanceof Answer.Lost(var how)) {
      broken.add(
          new Broken(
              Promise.BOUNDED,
              operation.subject(),
              "a request was not answered: " + how,
              List.of(operation)));
    } else if (everythingIsAnswered && operation.nanos() > LATE_NANOS) {
      broken.add(
          new Broken(
              Promise.BOUNDED,
              operation.subject(),
              "an answer came after %d ms"
                  .formatted(TimeUnit.NANOSECONDS.toMillis(operation.nanos())),
              List.of(operation)));
    }
  }
}
