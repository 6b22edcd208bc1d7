package dev.sojourn.faults.check;

import dev.sojourn.faults.check.SessionModel.State;
import dev.sojourn.faults.history.Operation;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Searches for one order of the operations on a session that explains every answer (Wing and Gong's
 * search, with what was tried remembered as by Lowe). An operation takes effect between its start
 * and its answer; one whose answer was lost takes effect at any time after its start, or never.
 */
final class Linearization {
  /** More than this many tries, and nothing is decided. */
  private static final int MOST_TRIES = 3_000_000;

  private final SessionModel model;
  private final List<Operation> operations;
  private final Set<Tried> tried = new HashSet<>();
  private final BitSet done = new BitSet();
  private int tries;
  private int best;
  private BitSet bestDone = new BitSet();

  private record Tried(BitSet done, State state) {}

  /** What came of the search. */
  sealed interface Outcome {
    /** There is an order. */
    record Found() implements Outcome {}

    /** There is none; the earliest operation that no order that was tried could place. */
    record None(Operation unexplained) implements Outcome {}

    /** The search was given up. */
    record Undecided() implements Outcome {}
  }

  private Linearization(SessionModel model, List<Operation> operations) {
    this.model = model;
    this.operations =
        operations.stream().sorted(Comparator.comparingLong(Operation::startedAt)).toList();
  }

  /**
   * @param operations all that may write, from before the opening on
   */
  static Outcome search(SessionModel model, List<Operation> operations) {
    var search = new Linearization(model, operations);
    if (search.from(model.none(), 0)) {
      return new Outcome.Found();
    }
    if (search.tries >= MOST_TRIES) {
      return new Outcome.Undecided();
    }
    return new Outcome.None(
        search.operations.stream()
            .filter(each -> !each.isUnknown())
            .filter(each -> !search.bestDone.get(search.operations.indexOf(each)))
            .min(Comparator.comparingLong(Operation::endedAt))
            .orElseThrow());
  }

  private boolean from(State state, int placed) {
    var first = done.nextClearBit(0);
    var earliestAnswer = Long.MAX_VALUE;
    for (var i = first; i < operations.size(); i++) {
      var each = operations.get(i);
      if (each.startedAt() > earliestAnswer) {
        break;
      }
      if (!done.get(i) && !each.isUnknown()) {
        earliestAnswer = Math.min(earliestAnswer, each.endedAt());
      }
    }
    if (earliestAnswer == Long.MAX_VALUE) {
      return true;
    }
    if (placed > best) {
      best = placed;
      bestDone = (BitSet) done.clone();
    }
    if (++tries >= MOST_TRIES || !tried.add(new Tried((BitSet) done.clone(), state))) {
      return false;
    }
    return place(state, placed, first, earliestAnswer, false)
        || place(state, placed, first, earliestAnswer, true);
  }

  /** Answered ones first: one without an answer only where it is needed to explain others. */
  private boolean place(
      State state, int placed, int first, long earliestAnswer, boolean unanswered) {
    for (var i = first; i < operations.size(); i++) {
      var each = operations.get(i);
      if (each.startedAt() > earliestAnswer) {
        return false;
      }
      if (done.get(i) || each.isUnknown() != unanswered) {
        continue;
      }
      for (var next : model.after(state, each)) {
        if (unanswered && next.equals(state)) {
          continue;
        }
        done.set(i);
        if (from(next, placed + (unanswered ? 0 : 1))) {
          return true;
        }
        done.clear(i);
      }
    }
    return false;
  }
}
