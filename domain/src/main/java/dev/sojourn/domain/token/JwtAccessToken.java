package dev.sojourn.domain.token;

import dev.sojourn.domain.UrlBase64;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;

/**
 * An access token of format jwt, its signature verified.
 *
 * <p>Its id (jti) is derived from the session's secret, as the tag of an opaque token is. So a JWT
 * from before a re-authentication is known by its id, and a signing key that leaked makes no token
 * that Sojourn itself would take.
 *
 * @param id the jti
 * @param expiresAt a whole second
 */
public record JwtAccessToken(
    String id, SessionId sessionId, Generation generation, Instant expiresAt)
    implements AccessToken {
  private static final String PURPOSE = "jti";

  /** The jti of an access token. The same input gives the same id. */
  public static String id(
      SessionId sessionId, Generation generation, Instant expiresAt, Secret secret, KeyRing keys) {
    return UrlBase64.encode(keys.mark(PURPOSE, marked(sessionId, generation, expiresAt, secret)));
  }

  @Override
  public boolean isMadeFor(Secret secret, KeyRing keys) {
    return UrlBase64.decode(id)
        .filter(
            mark -> keys.hasMarked(mark, PURPOSE, marked(sessionId, generation, expiresAt, secret)))
        .isPresent();
  }

  private static byte[] marked(
      SessionId sessionId, Generation generation, Instant expiresAt, Secret secret) {
    return Bodies.write(16 + 4 + 8 + Secret.LENGTH, sessionId)
        .putInt(generation.value())
        .putLong(expiresAt.getEpochSecond())
        .put(secret.bytes())
        .array();
  }

  @Override
  public String toString() {
    return "JwtAccessToken[hidden]";
  }
}
