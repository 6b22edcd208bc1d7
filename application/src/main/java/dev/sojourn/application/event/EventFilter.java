package dev.sojourn.application.event;

import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTarget;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;
import java.util.Set;

/**
 * Which events somebody wants to be told; all conditions that are present must hold.
 *
 * @param actions any of them; empty for all
 * @param clientId the client that opened the session; see {@link AuditTarget#isOfClient}
 */
public record EventFilter(
    Set<Action> actions,
    Optional<SessionId> sessionId,
    Optional<UserId> userId,
    Optional<PolicyName> policy,
    Optional<ClientId> clientId) {

  /** All of them. */
  public static final EventFilter ALL = of(Set.of());

  public EventFilter {
    actions = Set.copyOf(actions);
  }

  /** Those of some actions, whomever they are about. */
  public static EventFilter of(Set<Action> actions) {
    return new EventFilter(
        actions, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it is wanted. */
  public boolean accepts(AuditEntry entry) {
    var about = entry.about();
    return (actions.isEmpty() || actions.contains(entry.action()))
        && holds(sessionId, about.sessionId())
        && holds(userId, about.userId())
        && holds(policy, about.policy())
        && clientId.stream().allMatch(about::isOfClient);
  }

  private static <T> boolean holds(Optional<T> wanted, Optional<T> given) {
    return wanted.isEmpty() || wanted.equals(given);
  }
}
