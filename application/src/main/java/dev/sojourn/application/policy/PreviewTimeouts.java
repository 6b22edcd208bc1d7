package dev.sojourn.application.policy;

import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Horizon;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Says what other timeouts of a policy would do to the sessions that there are, and does nothing to
 * them: those that live, and would be over at once.
 */
public final class PreviewTimeouts {
  private final SessionStore sessions;
  private final Policies policies;
  private final InstantSource clock;

  public PreviewTimeouts(SessionStore sessions, Policies policies, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Completes with how many would end. Looks at every session of the policy, which takes a store of
   * millions seconds. Those that were cut off and not looked at since are counted, too.
   *
   * @param idle how long a session may be idle; for ever if absent
   * @param absolute how long after the authentication it may live; for ever if absent
   * @throws IllegalArgumentException if a timeout is out of the range of {@link SessionPolicy}
   */
  public CompletionStage<Long> count(
      PolicyName name, Optional<Duration> idle, Optional<Duration> absolute) {
    var now = clock.instant();
    var policy = policies.named(name);
    return sessions.countBetween(
        name, Horizon.of(policy, now), Horizon.of(policy.withTimeouts(idle, absolute), now));
  }
}
