package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds one session, with its verdict. */
public final class FindSession {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final InstantSource clock;

  public FindSession(SessionStore sessions, PoliciesInForce policies, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.clock = clock;
  }

  /** Empty if there is none of this id within reach, or none any more. */
  public CompletionStage<Optional<Judged>> find(SessionId id, SessionReach reach) {
    var now = clock.instant();
    return sessions
        .find(id)
        .thenApply(
            found -> found.filter(reach::covers).map(session -> Judged.at(now, session, policies)));
  }
}
