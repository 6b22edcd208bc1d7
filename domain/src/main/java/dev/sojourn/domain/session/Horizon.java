package dev.sojourn.domain.session;

import dev.sojourn.domain.policy.SessionPolicy;
import java.time.Instant;
import java.util.Optional;

/**
 * What a policy lets live at an instant, as bounds that many sessions can be searched by: within
 * are those, and those alone, that its verdict calls active, but for cut-offs.
 *
 * @param activeAfter a session that was active last at or before it has been idle for too long
 * @param authenticatedAfter one whose person authenticated at or before it lives no longer
 * @param expiresAfter the instant itself: one that expires at or before it has
 */
public record Horizon(
    Optional<Instant> activeAfter, Optional<Instant> authenticatedAfter, Instant expiresAfter) {

  /** Of a policy at an instant. */
  public static Horizon of(SessionPolicy policy, Instant now) {
    return new Horizon(
        policy.idleTimeout().map(now::minus), policy.absoluteTimeout().map(now::minus), now);
  }

  /** Whether a session that is not recorded as ended lives. */
  public boolean holds(Session session) {
    return activeAfter.stream().allMatch(session.times().lastActivityAt()::isAfter)
        && authenticatedAfter.stream().allMatch(session.authentication().at()::isAfter)
        && session.times().expiresAt().isAfter(expiresAfter);
  }
}
