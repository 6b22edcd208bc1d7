package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Session;
import java.time.Instant;

/**
 * Notes that a token of a session came back: at most once per touch interval, but the first
 * sighting of a generation at once, because from then on its predecessor is reuse.
 */
public final class RecordActivity {
  private final SessionStore sessions;
  private final PoliciesInForce policies;

  public RecordActivity(SessionStore sessions, PoliciesInForce policies) {
    this.sessions = sessions;
    this.policies = policies;
  }

  /** Returns at once; the store gathers and writes. */
  public void record(Session session, Generation seen, Instant now) {
    var activity = new Activity(session.id(), session.rotation().secret(), seen, now);
    if (session.isNews(activity, policies.of(session))) {
      sessions.touch(activity);
    }
  }
}
