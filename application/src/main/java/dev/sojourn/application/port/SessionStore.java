package dev.sojourn.application.port;

import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Horizon;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Keeps sessions. Rules are not its business: it is given decisions, and makes them so.
 *
 * <p>Every stage fails only when the store cannot be reached or asked; expected outcomes are
 * values. What each method promises is tested by {@code SessionStoreContract}, which every store
 * passes.
 */
public interface SessionStore {

  /**
   * Applies a decision to one session, atomically: whatever runs beside it on any node, the session
   * goes through one decision after the other. Completes when the outcome is durable.
   *
   * <p>The decision sees all activity that was {@linkplain #touch reported} to this node before,
   * and may run more than once. Storing where there was none opens the session; a session that has
   * ended must not be stored again. A decision that throws fails its own call, and no other that a
   * store may have gathered with it.
   */
  <R> CompletionStage<R> update(SessionId id, Transition<Session, R> transition);

  /**
   * Opens a session whose id is fresh, and is therefore not looked for first. Completes when it is
   * durable.
   *
   * @param cause who opens it, for the audit trail
   * @return false if there is a session of this id, which then stays as it is
   */
  CompletionStage<Boolean> open(Session session, Cause cause);

  /**
   * Applies a decision to all sessions of a user and policy that are not recorded as ended, and may
   * open one more; atomically, and one such call of a user after the other on all nodes.
   */
  <R> CompletionStage<R> updateAll(
      UserId userId, PolicyName policy, Function<List<Session>, Decision<List<Session>, R>> decide);

  /** The session, with all activity that was reported to this node. */
  CompletionStage<Optional<Session>> find(SessionId id);

  /**
   * The session as this node last knew it, if it remembers it. It may be behind {@link #find} in
   * what other nodes have done, for a moment also in an end; who would refuse anybody because of it
   * asks {@link #find} first.
   */
  default Optional<Session> recall(SessionId id) {
    return Optional.empty();
  }

  /**
   * How long this node has not heard what the others do, while what it asks is not answered; empty
   * as long as it is, and for stores that cannot be away.
   */
  default Optional<Duration> awayFor() {
    return Optional.empty();
  }

  /**
   * The session as this node last knew it, however long ago: for who must do without the store. It
   * may have ended meanwhile.
   */
  default Optional<Session> remembered(SessionId id) {
    return Optional.empty();
  }

  /** The sessions of a user, ended ones too, newest activity first; at most {@code limit}. */
  CompletionStage<List<Session>> ofUser(UserId userId, int limit);

  /**
   * The ids of all sessions of a user that are not recorded as ended, in no particular order.
   * However many there are: what ends them all must not miss any.
   */
  CompletionStage<List<SessionId>> unendedOfUser(UserId userId);

  /**
   * The ids of users who have sessions, ended ones too, in the order of their {@linkplain
   * UserId#BY_CODE_POINTS code points}; each once, however many sessions it has.
   *
   * @param prefix what the ids begin with
   * @param after only those that follow this one
   */
  CompletionStage<List<UserId>> users(UserIdPrefix prefix, Optional<UserId> after, int limit);

  /** Sessions in the order of their opening, latest first, beginning after a position. */
  CompletionStage<List<Session>> search(SessionFilter filter, Optional<Position> after, int limit);

  /**
   * Notes that a token came back; returns at once. Activity is gathered and written in batches, and
   * never moves back: the later time and the later generation stay. What is not written yet when
   * the process dies is lost; what {@link #update} and {@link #find} answer on this node counts it.
   */
  void touch(Activity activity);

  /**
   * Decides on sessions that are due ({@code sweepAt}), the longest due first, at most {@code
   * limit}. Sessions that another node is looking at are left to it.
   *
   * @return those that were looked at, as they are now: fewer than {@code limit} means that nothing
   *     else is due
   */
  CompletionStage<List<Session>> sweep(
      Instant now, int limit, Function<Session, Decision<Session, Session>> look);

  /** When the sweeper has to look at a session next; empty if none is left that has not ended. */
  CompletionStage<Optional<Instant>> nextDue();

  /**
   * Forgets sessions that ended at or before an instant: at most {@code limit} one by one, and any
   * number where many can be forgotten at one stroke.
   *
   * @return how many; fewer than {@code limit} means that none is left
   */
  CompletionStage<Integer> purge(Instant endedUntil, int limit);

  /** How many sessions are not recorded as ended, by policy. */
  CompletionStage<Map<PolicyName, Long>> countUnended();

  /**
   * How many sessions of a policy, of those not recorded as ended, one horizon holds and another
   * does not; of activity, what has been written counts. May take as long as a look at all of them.
   */
  CompletionStage<Long> countBetween(PolicyName policy, Horizon held, Horizon notHeld);

  /** Completes if the store answers. */
  CompletionStage<Void> ping();
}
