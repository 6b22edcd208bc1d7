package dev.sojourn.application.session;

import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.util.Optional;

/** Which sessions somebody looks for; all that is given must hold. */
public record SessionQuery(
    Optional<UserId> userId,
    Optional<IpAddress> ipAddress,
    Optional<PolicyName> policy,
    Optional<SessionState> state,
    Span opened,
    Span active) {

  SessionFilter filter(Instant now) {
    return new SessionFilter(
        userId,
        ipAddress,
        policy,
        state.equals(Optional.of(SessionState.ACTIVE)),
        state.filter(SessionState.ENDED::equals).map(_ -> now),
        opened,
        active);
  }
}
