package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.ProofStore;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * Tidies up: records the end of sessions whose time is over, and forgets what ended long ago. Works
 * in bounded batches until nothing is left; many nodes may do it at once. While requests are being
 * served it stands back: nobody waits for what it does, and nothing lives longer for it.
 */
public final class SweepSessions {
  /** One is decided on while the store reads or writes the others. */
  private static final int LOOKS_AT_ONCE = 3;

  private final SessionStore sessions;
  private final AuthorizationStore authorizations;
  private final LockoutStore lockouts;
  private final ProofStore proofs;
  private final IdempotencyStore idempotency;
  private final AuditStore audit;
  private final DeliveryStore deliveries;
  private final PoliciesInForce policies;
  private final SessionEventListener events;
  private final InstantSource clock;
  private final Duration retention;
  private final Duration auditRetention;
  private final SweepPace pace;

  /**
   * @param pace how fast
   * @param retention how long ended sessions are kept
   * @param auditRetention how long the audit trail is, and what subscribers have not taken of it
   */
  public SweepSessions(
      SessionStore sessions,
      AuthorizationStore authorizations,
      LockoutStore lockouts,
      ProofStore proofs,
      IdempotencyStore idempotency,
      AuditStore audit,
      DeliveryStore deliveries,
      PoliciesInForce policies,
      SessionEventListener events,
      InstantSource clock,
      SweepPace pace,
      Duration retention,
      Duration auditRetention) {
    this.sessions = sessions;
    this.authorizations = authorizations;
    this.lockouts = lockouts;
    this.proofs = proofs;
    this.idempotency = idempotency;
    this.audit = audit;
    this.deliveries = deliveries;
    this.policies = policies;
    this.events = events;
    this.clock = clock;
    this.retention = retention;
    this.auditRetention = auditRetention;
    this.pace = pace;
  }

  /** One run. What it has done until it fails is done. */
  public CompletionStage<SweepReport> sweep() {
    var now = clock.instant();
    return pace.untilNothingIsLeft(LOOKS_AT_ONCE, limit -> look(now, limit))
        .thenCompose(
            _ ->
                purge(
                    Swept.Action.PURGED_SESSION,
                    limit -> sessions.purge(now.minus(retention), limit)))
        .thenCompose(
            _ ->
                purge(
                    Swept.Action.PURGED_AUTHORIZATION,
                    limit -> authorizations.purge(now.minus(Authorization.LIFETIME), limit)))
        .thenCompose(_ -> purge(Swept.Action.PURGED_LOCKOUT, limit -> lockouts.purge(now, limit)))
        .thenCompose(_ -> purge(Swept.Action.PURGED_PROOF, limit -> proofs.purge(now, limit)))
        .thenCompose(
            _ -> purge(Swept.Action.PURGED_IDEMPOTENCY_KEY, limit -> idempotency.purge(now, limit)))
        .thenCompose(
            _ ->
                purge(
                    Swept.Action.PURGED_AUDIT_LINE,
                    limit -> audit.purge(now.minus(auditRetention), limit)))
        .thenCompose(
            _ ->
                purge(
                    Swept.Action.PURGED_DEAD_LETTER,
                    limit -> deliveries.purge(now.minus(auditRetention), limit)))
        .thenCompose(_ -> sessions.countUnended())
        .thenCompose(unended -> sessions.nextDue().thenApply(due -> new SweepReport(unended, due)));
  }

  private CompletionStage<Integer> look(Instant now, int limit) {
    return sessions.sweep(now, limit, session -> look(session, now)).thenApply(this::told);
  }

  private Decision<Session, Session> look(Session session, Instant now) {
    var swept = session.swept(now, policies.rulesFor(session));
    return Decision.store(swept, swept, Cause.sweeper(now));
  }

  private int told(List<Session> looked) {
    var ended = 0;
    for (var session : looked) {
      if (session.end().isPresent()) {
        events.on(new SessionEvent.Ended(session.id(), session.end().get().reason()));
        ended++;
      }
    }
    events.on(new Swept(Swept.Action.ENDED, ended));
    events.on(new Swept(Swept.Action.DEFERRED, looked.size() - ended));
    return looked.size();
  }

  private CompletionStage<Void> purge(
      Swept.Action action, IntFunction<CompletionStage<Integer>> step) {
    return pace.untilNothingIsLeft(
        1,
        limit ->
            step.apply(limit)
                .thenApply(
                    rows -> {
                      events.on(new Swept(action, rows));
                      return rows;
                    }));
  }
}
