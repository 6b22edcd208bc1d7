package dev.sojourn.domain.session;

import dev.sojourn.domain.policy.TokenAudience;
import java.util.Optional;

/**
 * Which sessions a caller may see or change. A session out of reach is to the caller as one that is
 * not there.
 *
 * @param operators whether the sessions of the console are among them
 * @param client the client that must have opened the session, if it must be one
 * @param user the user whose session it must be, if it must be one's
 */
public record SessionReach(boolean operators, Optional<ClientId> client, Optional<UserId> user) {

  /** Every session. */
  public static final SessionReach ALL = new SessionReach(true, Optional.empty(), Optional.empty());

  /** Every session but those of operators at the console. */
  public static final SessionReach APPLICATIONS =
      new SessionReach(false, Optional.empty(), Optional.empty());

  /** The sessions that one client has opened. */
  public static SessionReach ofClient(ClientId client) {
    return new SessionReach(false, Optional.of(client), Optional.empty());
  }

  /** The sessions that a person has with applications. */
  public static SessionReach ofUser(UserId user) {
    return new SessionReach(false, Optional.empty(), Optional.of(user));
  }

  /** Whether a session is within reach. */
  public boolean covers(Session session) {
    return (operators || TokenAudience.APPLICATIONS.takes(session.policy()))
        && client.stream().allMatch(session.origin()::isOf)
        && user.stream().allMatch(session.userId()::equals);
  }
}
