package dev.sojourn.domain.token;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A refresh token whose check has been verified: one of our keys made it. Whether it was made for
 * the session as it now is, {@link #isMadeFor} says.
 *
 * <pre>srt_ + base64url( key id 1 | session id 16 | generation 4 | check 8 | tag 32 )</pre>
 *
 * <p>{@code toString} hides it.
 */
public final class RefreshToken {
  private final SessionId sessionId;
  private final Generation generation;
  private final Sealed sealed;

  private RefreshToken(Sealed sealed) {
    var body = ByteBuffer.wrap(sealed.body());
    this.sessionId = Bodies.readSessionId(body);
    this.generation = Bodies.readGeneration(body);
    this.sealed = sealed;
  }

  /** The text of the refresh token of a generation. The same input gives the same text. */
  public static String mint(SessionId id, Generation generation, Secret secret, KeyRing keys) {
    var body = Bodies.write(20, id).putInt(generation.value()).array();
    return Sealed.seal(Sealed.Kind.REFRESH, body, keys, secret);
  }

  /** The token that a text spells; empty if it is none, was mangled or was not made by us. */
  public static Optional<RefreshToken> parse(String text, KeyRing keys) {
    return Sealed.open(Sealed.Kind.REFRESH, text, keys).map(RefreshToken::new);
  }

  public SessionId sessionId() {
    return sessionId;
  }

  public Generation generation() {
    return generation;
  }

  /** Whether its tag was made with this secret; in constant time. */
  public boolean isMadeFor(Secret secret, KeyRing keys) {
    return sealed.isMadeFor(secret, keys);
  }

  @Override
  public String toString() {
    return "RefreshToken[hidden]";
  }
}
