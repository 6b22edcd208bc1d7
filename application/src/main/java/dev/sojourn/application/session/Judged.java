package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Verdict;
import java.time.Instant;

/** A session with what the rules said of it when it was looked at. */
public record Judged(Session session, Verdict verdict) {

  /** Judged by its own policy. */
  public static Judged at(Instant now, Session session, PoliciesInForce policies) {
    return new Judged(session, session.verdict(now, policies.rulesFor(session)));
  }

  /** Whether it lives. */
  public boolean isActive() {
    return verdict instanceof Verdict.Active;
  }
}
