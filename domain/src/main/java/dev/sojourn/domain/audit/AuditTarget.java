package dev.sojourn.domain.audit;

import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;

/**
 * What something was done to. All absent: everybody's sessions.
 *
 * @param keyId of a key that signs JWTs
 */
public record AuditTarget(
    Optional<SessionId> sessionId,
    Optional<UserId> userId,
    Optional<PolicyName> policy,
    Optional<ClientId> clientId,
    Optional<Subject> subject,
    Optional<KeyThumbprint> keyId) {

  private static final AuditTarget EVERYBODY =
      new AuditTarget(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Whether it is a session that this client opened for an application, or all of its sessions.
   * Operators at the console are known by the names of API keys too, and are no client's.
   */
  public boolean isOfClient(ClientId client) {
    return clientId.equals(Optional.of(client))
        && policy.stream().allMatch(TokenAudience.APPLICATIONS::takes);
  }

  static AuditTarget of(Session session) {
    return new AuditTarget(
        Optional.of(session.id()),
        Optional.of(session.userId()),
        Optional.of(session.policy()),
        Optional.of(session.origin().clientId()),
        Optional.empty(),
        Optional.empty());
  }

  static AuditTarget of(Subject subject) {
    return new AuditTarget(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(subject),
        Optional.empty());
  }

  static AuditTarget of(KeyThumbprint keyId) {
    return new AuditTarget(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(keyId));
  }

  static AuditTarget of(Scope scope) {
    return switch (scope) {
      case Scope.Everybody _ -> EVERYBODY;
      case Scope.OfPolicy(var policy) -> EVERYBODY.of(policy);
      case Scope.OfClient(var client) -> EVERYBODY.of(client);
      case Scope.OfUser(var user) -> EVERYBODY.of(user);
    };
  }

  private AuditTarget of(PolicyName some) {
    return new AuditTarget(sessionId, userId, Optional.of(some), clientId, subject, keyId);
  }

  private AuditTarget of(ClientId some) {
    return new AuditTarget(sessionId, userId, policy, Optional.of(some), subject, keyId);
  }

  private AuditTarget of(UserId some) {
    return new AuditTarget(sessionId, Optional.of(some), policy, clientId, subject, keyId);
  }
}
