package dev.sojourn.application.session;

import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
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
    Span active,
    Optional<ClientId> clientId) {

  /**
   * @param cutOff whether sessions may be over that are not due
   * @param client the client that must have opened them, if it must be one
   */
  SessionFilter filter(Instant now, boolean cutOff, Optional<ClientId> client) {
    return new SessionFilter(
        userId,
        ipAddress,
        policy,
        state.equals(Optional.of(SessionState.ACTIVE)),
        state.filter(_ -> !cutOff).filter(SessionState.ENDED::equals).map(_ -> now),
        opened,
        active,
        clientId.or(() -> client));
  }
}
