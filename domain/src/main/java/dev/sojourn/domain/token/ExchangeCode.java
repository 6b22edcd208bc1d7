package dev.sojourn.domain.token;

import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The code that a client trades for its first tokens, its check verified: one of our keys made it.
 *
 * <pre>sxc_ + base64url( key id 1 | session id 16 | expiry epoch seconds 8 | check 8 | tag 32 )
 * </pre>
 *
 * <p>{@code toString} hides it.
 */
public final class ExchangeCode {
  /**
   * How long a code is accepted (RFC 6749, section 4.1.2: short; ASVS 5.0, 10.4.3: at most a
   * minute).
   */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private final SessionId sessionId;
  private final Instant expiresAt;
  private final Sealed sealed;

  private ExchangeCode(Sealed sealed) {
    var body = ByteBuffer.wrap(sealed.body());
    this.sessionId = Bodies.readSessionId(body);
    this.expiresAt = Instant.ofEpochSecond(body.getLong());
    this.sealed = sealed;
  }

  /** The text of an exchange code. The same input gives the same text. */
  public static String mint(SessionId id, Instant expiresAt, Secret secret, KeyRing keys) {
    var body = Bodies.write(24, id).putLong(expiresAt.getEpochSecond()).array();
    return Sealed.seal(Sealed.Kind.EXCHANGE, body, keys, secret);
  }

  /** The code that a text spells; empty if it is none, was mangled or was not made by us. */
  public static Optional<ExchangeCode> parse(String text, KeyRing keys) {
    return Sealed.open(Sealed.Kind.EXCHANGE, text, keys).map(ExchangeCode::new);
  }

  public SessionId sessionId() {
    return sessionId;
  }

  /** From this instant on it is refused; a whole second. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** Whether its tag was made with this secret; in constant time. */
  public boolean isMadeFor(Secret secret, KeyRing keys) {
    return sealed.isMadeFor(secret, keys);
  }

  @Override
  public String toString() {
    return "ExchangeCode[hidden]";
  }
}
