package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * @param epoch which chain of tokens is good
   * @param since when this generation was handed out, at the earliest
   */
  record State(long epoch, int generation, Code code, Optional<String> end, long since) {
    State rotated(Operation by) {
      return new State(epoch, generation + 1, code, end, by.startedAt());
    }

    State anew(Operation by, Code changed) {
      return new State(by.id(), 1, changed, end, by.startedAt());
    }

    State ended(String reason) {
      return new State(epoch, generation, code, Optional.of(reason), since);
    }
  }

  /** The session as its opening leaves it. */
  State opened(Operation open) {
    var withCode = ((Call.Open) open.call()).withCode();
    return new State(
        open.id(), 1, withCode ? Code.OPEN : Code.NONE, Optional.empty(), open.startedAt());
  }

  /** The states that an operation with its answer may lead to; none if it cannot come next. */
  List<State> after(State state, Operation operation) {
    return switch (operation.call()) {
      case Call.Open _, Call.Verify _, Call.Attempt _, Call.Other _ -> List.of();
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
              state);
    };
  }

  private List<State> refreshed(State state, Operation operation, Tokens presented) {
    var proven = presented.epoch() == state.epoch() && state.code() != Code.OPEN;
    return switch (operation.answer()) {
      case Answer.Issued(var next)
          when proven
              && state.end().isEmpty()
              && next.epoch() == presented.epoch()
              && next.generation() == presented.generation() + 1 ->
          presented.generation() == state.generation()
              ? List.of(state.rotated(operation))
              : when(presented.generation() == state.generation() - 1, state);
      case Answer.Refused(var reason) when reason.isEmpty() -> when(!proven, state);
      case Answer.Refused(var reason) when proven ->
          state.end().isPresent()
              ? when(reason.equals(state.end()), state)
              : when(
                  reason.get().equals(TOKEN_REUSE)
                      && isReuse(state, presented, operation.endedAt()),
                  state.ended(TOKEN_REUSE));
      default -> List.of();
    };
  }

  private boolean isReuse(State state, Tokens presented, long at) {
    return presented.generation() < state.generation() - 1
        || presented.generation() == state.generation() - 1
            && at - state.since() >= earliestReuseNanos;
  }

  private static List<State> refreshedUnseen(State state, Operation operation, Tokens presented) {
    if (presented.epoch() != state.epoch()
        || state.end().isPresent()
        || state.code() == Code.OPEN) {
      return List.of();
    }
    return presented.generation() == state.generation()
        ? List.of(state.rotated(operation))
        : when(presented.generation() < state.generation(), state.ended(TOKEN_REUSE));
  }

  private List<State> exchanged(State state, Operation operation) {
    return switch (operation.answer()) {
      case Answer.Issued(var first) ->
          when(
              state.end().isEmpty() && state.code() == Code.OPEN && first.generation() == 1,
              state.anew(operation, Code.SPENT));
      case Answer.Refused(var reason) when reason.isEmpty() ->
          when(state.code() == Code.SPENT, state);
      case Answer.Refused(var reason) ->
          state.end().isPresent()
              ? when(reason.equals(state.end()), state)
              : when(
                  reason.get().equals(CODE_REUSE) && state.code() == Code.SPENT,
                  state.ended(CODE_REUSE));
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
      case Answer.Refused(var reason) -> when(reason.equals(state.end()), state);
      case Answer.Issued(var first) ->
          when(
              state.end().isEmpty() && first.generation() == 1,
              state.anew(operation, state.code()));
      case Answer unknown when unknown.isUnknown() ->
          when(state.end().isEmpty(), state.anew(operation, state.code()));
      default -> List.of();
    };
  }

  private static List<State> when(boolean possible, State next) {
    var states = new ArrayList<State>(1);
    if (possible) {
      states.add(next);
    }
    return states;
  }
}
