package dev.sojourn.domain.audit;

import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;

/** What something was done to. All absent: everybody's sessions. */
public record AuditTarget(
    Optional<SessionId> sessionId,
    Optional<UserId> userId,
    Optional<PolicyName> policy,
    Optional<ClientId> clientId,
    Optional<Subject> subject) {

  private static final AuditTarget EVERYBODY =
      new AuditTarget(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

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
        Optional.empty());
  }

  static AuditTarget of(Subject subject) {
    return new AuditTarget(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(subject));
  }

  static AuditTarget of(Scope scope) {
    return switch (scope) {
      case Scope.Everybody _ -> EVERYBODY;
      case Scope.OfPolicy(var policy) ->
          new AuditTarget(
              Optional.empty(),
              Optional.empty(),
              Optional.of(policy),
              Optional.empty(),
              Optional.empty());
      case Scope.OfClient(var client) ->
          new AuditTarget(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(client),
              Optional.empty());
      case Scope.OfUser(var user) ->
          new AuditTarget(
              Optional.empty(),
              Optional.of(user),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
    };
  }
}
