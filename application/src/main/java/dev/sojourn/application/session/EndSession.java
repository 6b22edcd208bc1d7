package dev.sojourn.application.session;

import dev.sojourn.application.cutoff.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.By;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Ends a session. Doing it again changes nothing: the first end and its reason stand. */
public final class EndSession {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final SessionEvents events;
  private final InstantSource clock;

  public EndSession(
      SessionStore sessions, PoliciesInForce policies, SessionEvents events, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.events = events;
    this.clock = clock;
  }

  /** What came of it. */
  public enum Outcome {
    /** This call ended it. */
    ENDED,
    /** It had ended before. */
    ENDED_BEFORE,
    /** There is no such session, or it is not the owner's. */
    UNKNOWN
  }

  private record Result(Outcome outcome, Optional<EndReason> recorded) {}

  /**
   * Completes when the end is durable.
   *
   * @param owner whose session it has to be; anybody's if absent
   */
  public CompletionStage<Outcome> end(
      SessionId id, EndReason reason, Optional<UserId> owner, By by) {
    var now = clock.instant();
    return sessions
        .update(id, stored -> decide(stored, reason, owner, by.at(now), now))
        .thenApply(
            result -> {
              result.recorded().ifPresent(recorded -> events.ended(id, recorded));
              return result.outcome();
            });
  }

  private Decision<Session, Result> decide(
      Optional<Session> stored,
      EndReason reason,
      Optional<UserId> owner,
      Cause cause,
      Instant now) {
    if (stored.isEmpty() || !owner.map(stored.get().userId()::equals).orElse(true)) {
      return Decision.unchanged(new Result(Outcome.UNKNOWN, Optional.empty()));
    }
    var session = stored.get();
    if (session.end().isPresent()) {
      return Decision.unchanged(new Result(Outcome.ENDED_BEFORE, Optional.empty()));
    }
    var policy = policies.of(session);
    var ended = session.end(reason, now, policy);
    var outcome = session.isActive(now, policy) ? Outcome.ENDED : Outcome.ENDED_BEFORE;
    return Decision.store(
        ended,
        new Result(outcome, ended.end().map(end -> end.reason())),
        AuditEntry.ofSession(stored, ended, cause));
  }
}
