package dev.sojourn.application.outage;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node may go on with while the store does not answer: to accept access tokens by what it
 * remembers, for sessions whose policy allows that, and for as long. A person who was signed out on
 * another node meanwhile is not known to it; that is the price.
 */
public final class OutageGrace {
  private final SessionStore sessions;
  private final PoliciesInForce policies;

  public OutageGrace(SessionStore sessions, PoliciesInForce policies) {
    this.sessions = sessions;
    this.policies = policies;
  }

  /** The session as this node remembers it, if the store is away and this may be believed. */
  public Optional<Session> recall(SessionId id) {
    return sessions
        .awayFor()
        .flatMap(
            unheard ->
                sessions
                    .remembered(id)
                    .filter(
                        session -> lasts(policies.of(session).tokens().outageGrace(), unheard)));
  }

  /** Whether the store is away, and sessions of some policy are still accepted. */
  public boolean lasts() {
    return sessions
        .awayFor()
        .filter(
            unheard ->
                policies.all().stream()
                    .anyMatch(policy -> lasts(policy.tokens().outageGrace(), unheard)))
        .isPresent();
  }

  private static boolean lasts(Optional<Duration> grace, Duration unheard) {
    return grace.filter(longest -> unheard.compareTo(longest) < 0).isPresent();
  }
}
