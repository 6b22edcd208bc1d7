package dev.sojourn.domain.audit;

import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the audit trail. Nothing in it is secret: no token, no attribute of a session.
 *
 * @param at when it was done, in whole milliseconds
 * @param from the address that the request came from
 * @param reason why, in the word of an {@link EndReason} or a {@link Factor}; {@code first_session}
 *     for a new device of a user who has no other session
 */
public record AuditEntry(
    Instant at,
    Actor actor,
    Action action,
    AuditTarget about,
    Optional<IpAddress> from,
    Optional<String> reason) {

  /** The reason of a new device that belongs to the first session of a user. */
  private static final String FIRST_SESSION = "first_session";

  static AuditEntry of(Cause cause, Action action, AuditTarget about, Optional<String> reason) {
    var by = cause.by();
    return new AuditEntry(cause.at(), by.actor(), action, about, by.from(), reason);
  }

  /**
   * A session was opened on a device that no other session of the user has; told of with who opened
   * it, when and from where.
   *
   * @param opening the line of the opening
   * @param isFirst whether the user has no other session: the reason says so then
   */
  public static AuditEntry ofNewDevice(AuditEntry opening, boolean isFirst) {
    return new AuditEntry(
        opening.at(),
        opening.actor(),
        Action.NEW_DEVICE,
        opening.about(),
        opening.from(),
        isFirst ? Optional.of(FIRST_SESSION) : Optional.empty());
  }

  /** Somebody made an API key of this name. */
  public static AuditEntry ofNewApiKey(ClientId name, Cause cause) {
    return of(
        cause, Action.API_KEY_CREATED, AuditTarget.of(new Scope.OfClient(name)), Optional.empty());
  }
}
