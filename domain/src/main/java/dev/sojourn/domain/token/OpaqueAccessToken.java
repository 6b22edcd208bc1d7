package dev.sojourn.domain.token;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * An opaque access token whose check has been verified: one of our keys made it. Whether it was
 * made for the session as it now is, {@link #isMadeFor} says.
 *
 * <pre>
 * sat_ + base64url( key id 1 | session id 16 | generation 4 | expiry epoch seconds 8 | check 8 | tag 32 )
 * </pre>
 *
 * <p>{@code toString} hides it.
 */
public final class OpaqueAccessToken implements AccessToken {
  private final SessionId sessionId;
  private final Generation generation;
  private final Instant expiresAt;
  private final Sealed sealed;

  private OpaqueAccessToken(Sealed sealed) {
    var body = ByteBuffer.wrap(sealed.body());
    this.sessionId = Bodies.readSessionId(body);
    this.generation = Bodies.readGeneration(body);
    this.expiresAt = Instant.ofEpochSecond(body.getLong());
    this.sealed = sealed;
  }

  /** The text of an access token. The same input gives the same text. */
  public static String mint(
      SessionId id, Generation generation, Instant expiresAt, Secret secret, KeyRing keys) {
    var body =
        Bodies.write(28, id).putInt(generation.value()).putLong(expiresAt.getEpochSecond()).array();
    return Sealed.seal(Sealed.Kind.ACCESS, body, keys, secret);
  }

  /** The token that a text spells; empty if it is none, was mangled or was not made by us. */
  public static Optional<OpaqueAccessToken> parse(String text, KeyRing keys) {
    return Sealed.open(Sealed.Kind.ACCESS, text, keys).map(OpaqueAccessToken::new);
  }

  @Override
  public SessionId sessionId() {
    return sessionId;
  }

  @Override
  public Generation generation() {
    return generation;
  }

  @Override
  public Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public boolean isMadeFor(Secret secret, KeyRing keys) {
    return sealed.isMadeFor(secret, keys);
  }

  @Override
  public String toString() {
    return "OpaqueAccessToken[hidden]";
  }
}
