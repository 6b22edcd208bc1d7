package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Ends a session. Doing it again changes nothing: the first end and its reason stand. */
public final class EndSession {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final SessionEventListener events;
  private final InstantSource clock;

  public EndSession(
      SessionStore sessions,
      PoliciesInForce policies,
      SessionEventListener events,
      InstantSource clock) {
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
    /** There is no such session within reach. */
    UNKNOWN
  }

  private record Result(Outcome outcome, Optional<EndReason> recorded) {}

  /**
   * Completes when the end is durable.
   *
   * @param reach where the session must be
   */
  public CompletionStage<Outcome> end(
      SessionId id, EndReason reason, SessionReach reach, Initiator by) {
    var now = clock.instant();
    return sessions
        .update(id, stored -> decide(stored, reason, reach, by.at(now), now))
        .thenApply(
            result -> {
              result
                  .recorded()
                  .ifPresent(recorded -> events.on(new SessionEvent.Ended(id, recorded)));
              return result.outcome();
            });
  }

  private Decision<Session, Result> decide(
      Optional<Session> stored, EndReason reason, SessionReach reach, Cause cause, Instant now) {
    if (stored.isEmpty() || !reach.covers(stored.get())) {
      return Decision.unchanged(new Result(Outcome.UNKNOWN, Optional.empty()));
    }
    var session = stored.get();
    if (session.end().isPresent()) {
      return Decision.unchanged(new Result(Outcome.ENDED_BEFORE, Optional.empty()));
    }
    var rules = policies.rulesFor(session);
    var ended = session.end(reason, now, rules);
    var outcome = session.isActive(now, rules) ? Outcome.ENDED : Outcome.ENDED_BEFORE;
    return Decision.store(ended, new Result(outcome, ended.end().map(end -> end.reason())), cause);
  }
}
