package dev.sojourn.bootstrap;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.policy.Horizon;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
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

/** A session store whose calls are measured. */
final class MeteredSessionStore implements SessionStore {
  private final SessionStore sessions;
  private final StoreMeter meter;

  MeteredSessionStore(SessionStore sessions, StoreMeter meter) {
    this.sessions = sessions;
    this.meter = meter;
    meter.watchAway(sessions::awayFor);
  }

  @Override
  public <R> CompletionStage<R> update(SessionId id, Transition<Session, R> transition) {
    return meter.timed(Operation.SESSION_UPDATE, () -> sessions.update(id, transition));
  }

  @Override
  public CompletionStage<Boolean> open(Session session, List<AuditEntry> trail) {
    return meter.timed(Operation.SESSION_OPEN, () -> sessions.open(session, trail));
  }

  @Override
  public <R> CompletionStage<R> updateAll(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    return meter.timed(
        Operation.SESSION_UPDATE_ALL, () -> sessions.updateAll(userId, policy, decide));
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return meter.timed(Operation.SESSION_FIND, () -> sessions.find(id));
  }

  /** Not timed: it answers from memory. */
  @Override
  public Optional<Session> recall(SessionId id) {
    return sessions.recall(id);
  }

  @Override
  public Optional<Duration> awayFor() {
    return sessions.awayFor();
  }

  @Override
  public Optional<Session> remembered(SessionId id) {
    return sessions.remembered(id);
  }

  @Override
  public CompletionStage<List<Session>> ofUser(UserId userId, int limit) {
    return meter.timed(Operation.SESSION_OF_USER, () -> sessions.ofUser(userId, limit));
  }

  @Override
  public CompletionStage<List<UserId>> users(
      UserIdPrefix prefix, Optional<UserId> after, int limit) {
    return meter.timed(Operation.SESSION_USERS, () -> sessions.users(prefix, after, limit));
  }

  @Override
  public CompletionStage<List<SessionId>> unendedOfUser(UserId userId) {
    return meter.timed(Operation.SESSION_UNENDED_OF_USER, () -> sessions.unendedOfUser(userId));
  }

  @Override
  public CompletionStage<List<Session>> search(
      SessionFilter filter, Optional<Position> after, int limit) {
    return meter.timed(Operation.SESSION_SEARCH, () -> sessions.search(filter, after, limit));
  }

  @Override
  public void touch(Activity activity) {
    sessions.touch(activity);
  }

  @Override
  public CompletionStage<List<Session>> sweep(
      Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
    return meter.timed(Operation.SESSION_SWEEP, () -> sessions.sweep(now, limit, look));
  }

  @Override
  public CompletionStage<Optional<Instant>> nextDue() {
    return meter.timed(Operation.SESSION_NEXT_DUE, sessions::nextDue);
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
    return meter.timed(Operation.SESSION_PURGE, () -> sessions.purge(endedUntil, limit));
  }

  @Override
  public CompletionStage<Map<PolicyName, Long>> countUnended() {
    return meter.timed(Operation.SESSION_COUNT, sessions::countUnended);
  }

  @Override
  public CompletionStage<Long> countBetween(PolicyName policy, Horizon held, Horizon notHeld) {
    return meter.timed(
        Operation.SESSION_COUNT_BETWEEN, () -> sessions.countBetween(policy, held, notHeld));
  }

  @Override
  public CompletionStage<Void> ping() {
    return meter.timed(Operation.PING, sessions::ping);
  }
}
