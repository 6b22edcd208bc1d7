package dev.sojourn.application.port;

import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTarget;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which lines of the audit trail are wanted; all conditions that are present must hold.
 *
 * @param since at it or later
 * @param until before it
 * @param clientId about what one client of applications has; see {@link AuditTarget#isOfClient}
 */
public record AuditFilter(
    Optional<SessionId> sessionId,
    Optional<UserId> userId,
    Optional<Action> action,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<ClientId> clientId) {

  /** All of it. */
  public static final AuditFilter ALL =
      new AuditFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** About any client. */
  public AuditFilter(
      Optional<SessionId> sessionId,
      Optional<UserId> userId,
      Optional<Action> action,
      Optional<Instant> since,
      Optional<Instant> until) {
    this(sessionId, userId, action, since, until, Optional.empty());
  }

  /** Whether a line is wanted. */
  public boolean accepts(AuditEntry entry) {
    return sessionId.stream().allMatch(id -> entry.about().sessionId().equals(Optional.of(id)))
        && userId.stream().allMatch(user -> entry.about().userId().equals(Optional.of(user)))
        && clientId.stream().allMatch(entry.about()::isOfClient)
        && action.stream().allMatch(entry.action()::equals)
        && since.stream().noneMatch(entry.at()::isBefore)
        && until.stream().allMatch(entry.at()::isBefore);
  }
}
