package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a session does with one operation after the other, as far as clients can tell: the rules of
 * refresh, exchange, end and re-authentication, written down a second time and independently of
 * Sojourn's.
 */
final class SessionModel {
  private static final String REVOKED = "revoked";
  private static final String TOKEN_REUSE = "token_reuse";
  private static final String CODE_REUSE = "code_reuse";

  /** Clocks of nodes may differ by this much. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(6);

  private final long earliestReuseNanos;

  /**
   * @param overlap the policy's: how long a replaced token is answered whatever else happened
   */
  SessionModel(Duration overlap) {
    this.earliestReuseNanos = overlap.minus(CLOCKS_DIFFER).toNanos();
  }

  /** What became of the exchange code. */
  enum Code {
    NONE,
    OPEN,
    SPENT
  }

  /**
   * A session at an instant.
   *
   * @param epoch which chain of tokens is good; 0 if there is no session
   * @param since when this generation was handed out, at the earliest
   * @param isBehind whether clients may have tokens that it knows nothing of
   * @param backup what a restore brings back
   */
  record State(
      long epoch,
      int generation,
      Code code,
      Optional<String> end,
      long since,
      boolean isBehind,
      Optional<State> backup) {
    private static final State NONE =
        new State(0, 0, Code.NONE, Optional.empty(), 0, false, Optional.empty());

    boolean exists() {
      return epoch > 0;
    }

    State rotated(Tokens from, Operation by) {
      return new State(
          from.epoch(),
          from.generation() + 1,
          code == Code.OPEN ? Code.SPENT : code,
          end,
          by.startedAt(),
          isBehind,
          backup);
    }

    State anew(Operation by, Code changed) {
      return new State(by.id(), 1, changed, end, by.startedAt(), isBehind, backup);
    }

    State ended(String reason) {
      return new State(epoch, generation, code, Optional.of(reason), since, isBehind, backup);
    }

    State backedUp() {
      return new State(epoch, generation, code, end, since, isBehind, Optional.of(this));
    }

    State restored() {
      var old = backup.orElseThrow();
      return new State(
          old.epoch, old.generation, old.code, old.end, old.since, true, Optional.empty());
    }

    /**
     * Whether tokens are good: those of the chain; and those of an exchange that a restore has
     * lost, for which the secret was good all the time.
     */
    boolean mayProve(Tokens presented) {
      return code == Code.OPEN ? isBehind : presented.epoch() == epoch;
    }

    /** Whether tokens may be taken for unknown. */
    boolean mayNotProve(Tokens presented) {
      return code == Code.OPEN || presented.epoch() != epoch;
    }

    /** Whether the token is the newest, or one that this state knows nothing of. */
    boolean isNewest(Tokens presented) {
      return presented.generation() == generation
          || isBehind && presented.generation() > generation;
    }
  }

  /** Before its opening. */
  State none() {
    return State.NONE;
  }

  /** The states that an operation with its answer may lead to; none if it cannot come next. */
  List<State> after(State state, Operation operation) {
    return switch (operation.call()) {
      case Call.BackUp _ -> List.of(state.backedUp());
      case Call.Restore _ -> List.of(state.restored());
      case Call.Open(var withCode) ->
          when(!state.exists(), () -> state.anew(operation, withCode ? Code.OPEN : Code.NONE));
      case Call.Verify _, Call.Attempt _, Call.Other _, Call.CutOff _ -> List.of();
      case Call call when !state.exists() ->
          when(knowsNothing(call, operation.answer()), () -> state);
      case Call.Refresh(var presented) ->
          operation.isUnknown()
              ? refreshedUnseen(state, operation, presented)
              : refreshed(state, operation, presented);
      case Call.Exchange _ ->
          operation.isUnknown() ? exchangedUnseen(state, operation) : exchanged(state, operation);
      case Call.Reauthenticate _ -> reauthenticated(state, operation);
      case Call.End _ ->
          operation.isUnknown() || operation.answer() instanceof Answer.Done
              ? List.of(state.end().isPresent() ? state : state.ended(REVOKED))
              : List.of();
      case Call.Look _ ->
          when(
              operation.answer() instanceof Answer.Stored(var generation, var end)
                  && generation == state.generation()
                  && end.equals(state.end()),
              () -> state);
    };
  }

  /** What is said of a session that there is not. */
  private static boolean knowsNothing(Call call, Answer answer) {
    return switch (call) {
      case Call.Refresh _, Call.Exchange _ ->
          answer instanceof Answer.Refused(var reason) && reason.isEmpty();
      default -> answer instanceof Answer.Gone;
    };
  }

  private List<State> refreshed(State state, Operation operation, Tokens presented) {
    return switch (operation.answer()) {
      case Answer.Issued(var next)
          when state.mayProve(presented)
              && state.end().isEmpty()
              && next.epoch() == presented.epoch()
              && next.generation() == presented.generation() + 1 ->
          state.isNewest(presented)
              ? List.of(state.rotated(presented, operation))
              : when(presented.generation() == state.generation() - 1, () -> state);
      case Answer.Refused(var reason) when reason.isEmpty() ->
          when(state.mayNotProve(presented), () -> state);
      case Answer.Refused(var reason) when state.mayProve(presented) ->
          state.end().isPresent()
              ? when(reason.equals(state.end()), () -> state)
              : when(
                  reason.get().equals(TOKEN_REUSE)
                      && isReuse(state, presented, operation.endedAt()),
                  () -> state.ended(TOKEN_REUSE));
      default -> List.of();
    };
  }

  private boolean isReuse(State state, Tokens presented, long at) {
    return presented.generation() < state.generation() - 1
        || presented.generation() == state.generation() - 1
            && at - state.since() >= earliestReuseNanos;
  }

  private static List<State> refreshedUnseen(State state, Operation operation, Tokens presented) {
    if (!state.mayProve(presented) || state.end().isPresent()) {
      return List.of();
    }
    return state.isNewest(presented)
        ? List.of(state.rotated(presented, operation))
        : when(presented.generation() < state.generation(), () -> state.ended(TOKEN_REUSE));
  }

  private List<State> exchanged(State state, Operation operation) {
    return switch (operation.answer()) {
      case Answer.Issued(var first) ->
          when(
              state.end().isEmpty() && state.code() == Code.OPEN && first.generation() == 1,
              () -> state.anew(operation, Code.SPENT));
      case Answer.Refused(var reason) when reason.isEmpty() ->
          when(state.code() == Code.SPENT, () -> state);
      case Answer.Refused(var reason) ->
          state.end().isPresent()
              ? when(reason.equals(state.end()), () -> state)
              : when(
                  reason.get().equals(CODE_REUSE) && state.code() == Code.SPENT,
                  () -> state.ended(CODE_REUSE));
      default -> List.of();
    };
  }

  private static List<State> exchangedUnseen(State state, Operation operation) {
    if (state.end().isPresent()) {
      return List.of();
    }
    return switch (state.code()) {
      case NONE -> List.of();
      case OPEN -> List.of(state.anew(operation, Code.SPENT));
      case SPENT -> List.of(state.ended(CODE_REUSE));
    };
  }

  private static List<State> reauthenticated(State state, Operation operation) {
    return switch (operation.answer()) {
      case Answer.Refused(var reason) -> when(reason.equals(state.end()), () -> state);
      case Answer.CodeIssued _ ->
          when(
              state.end().isEmpty() && state.code() == Code.OPEN,
              () -> state.anew(operation, Code.OPEN));
      case Answer.Issued(var first) ->
          when(
              state.end().isEmpty() && state.code() != Code.OPEN && first.generation() == 1,
              () -> state.anew(operation, state.code()));
      case Answer unknown when unknown.isUnknown() ->
          when(state.end().isEmpty(), () -> state.anew(operation, state.code()));
      default -> List.of();
    };
  }

  private static List<State> when(boolean possible, Supplier<State> next) {
    return possible ? List.of(next.get()) : List.of();
  }
}
