package dev.sojourn.domain.token;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;

/**
 * What an access token that one of our keys made says, whatever its format; and whether it was made
 * for the session as it now is.
 */
public sealed interface AccessToken permits OpaqueAccessToken, JwtAccessToken {
  /**
   * The expiry of one that lives as long as its session: the last second that four digits of a year
   * can write.
   */
  Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  SessionId sessionId();

  Generation generation();

  /** From this instant on it is refused; a whole second. */
  Instant expiresAt();

  /** Whether it was derived from this secret; in constant time. */
  boolean isMadeFor(Secret secret, KeyRing keys);
}
