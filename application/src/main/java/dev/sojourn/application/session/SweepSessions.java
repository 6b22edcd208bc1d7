package dev.sojourn.application.session;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionEvents.SweepAction;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Tidies up: records the end of sessions whose time is over, and forgets what ended long ago. Works
 * in bounded batches until nothing is left; many nodes may do it at once.
 */
public final class SweepSessions {
  private final SessionStore sessions;
  private final AuthorizationStore authorizations;
  private final LockoutStore lockouts;
  private final Policies policies;
  private final SessionEvents events;
  private final InstantSource clock;
  private final int batch;
  private final Duration retention;

  /**
   * @param batch the most rows of one step, at least 1
   * @param retention how long ended sessions are kept
   */
  public SweepSessions(
      SessionStore sessions,
      AuthorizationStore authorizations,
      LockoutStore lockouts,
      Policies policies,
      SessionEvents events,
      InstantSource clock,
      int batch,
      Duration retention) {
    this.sessions = sessions;
    this.authorizations = authorizations;
    this.lockouts = lockouts;
    this.policies = policies;
    this.events = events;
    this.clock = clock;
    this.batch = batch;
    this.retention = retention;
  }

  /** One run. What it has done until it fails is done. */
  public CompletionStage<SweepReport> sweep() {
    var now = clock.instant();
    return untilNothingIsLeft(() -> look(now))
        .thenCompose(
            _ ->
                purge(
                    SweepAction.PURGED_SESSION, () -> sessions.purge(now.minus(retention), batch)))
        .thenCompose(
            _ ->
                purge(
                    SweepAction.PURGED_AUTHORIZATION,
                    () -> authorizations.purge(now.minus(Authorization.LIFETIME), batch)))
        .thenCompose(_ -> purge(SweepAction.PURGED_LOCKOUT, () -> lockouts.purge(now, batch)))
        .thenCompose(_ -> sessions.countUnended())
        .thenCompose(unended -> sessions.nextDue().thenApply(due -> new SweepReport(unended, due)));
  }

  private CompletionStage<Integer> look(Instant now) {
    return sessions
        .sweep(now, batch, session -> session.swept(now, policies.named(session.policy())))
        .thenApply(this::told);
  }

  private int told(List<Session> looked) {
    var ended = 0;
    for (var session : looked) {
      if (session.end().isPresent()) {
        events.ended(session.id(), session.end().get().reason());
        ended++;
      }
    }
    events.swept(SweepAction.ENDED, ended);
    events.swept(SweepAction.DEFERRED, looked.size() - ended);
    return looked.size();
  }

  private CompletionStage<Void> purge(SweepAction action, Supplier<CompletionStage<Integer>> step) {
    return untilNothingIsLeft(
        () ->
            step.get()
                .thenApply(
                    rows -> {
                      events.swept(action, rows);
                      return rows;
                    }));
  }

  /**
   * Steps until one finds less than it could take. A loop, not a recursion, while answers are there
   * at once, so that a store that answers at once does not use up the stack.
   */
  private CompletionStage<Void> untilNothingIsLeft(Supplier<CompletionStage<Integer>> step) {
    while (true) {
      var rows = step.get().toCompletableFuture();
      if (!rows.isDone() || rows.isCompletedExceptionally()) {
        return rows.thenCompose(
            taken ->
                taken < batch
                    ? CompletableFuture.<Void>completedFuture(null)
                    : untilNothingIsLeft(step));
      }
      if (rows.join() < batch) {
        return CompletableFuture.completedFuture(null);
      }
    }
  }
}
