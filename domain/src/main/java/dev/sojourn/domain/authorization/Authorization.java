package dev.sojourn.domain.authorization;

import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The record of a login that has begun with PKCE.
 *
 * @param challenge what the exchange must answer
 * @param boundTo the key of the client that alone may exchange (RFC 9449, section 10)
 * @param createdAt in whole milliseconds
 */
public record Authorization(
    AuthorizationId id,
    CodeChallenge challenge,
    ClientType clientType,
    Optional<KeyThumbprint> boundTo,
    Instant createdAt) {

  /** How long the person may take to log in: 10 minutes (RFC 6749, section 4.1.2). */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  public Authorization {
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** From this instant on it is worth nothing. */
  public Instant expiresAt() {
    return createdAt.plus(LIFETIME);
  }

  /** Whether a session can still be opened with it. */
  public boolean isValid(Instant now) {
    return now.isBefore(expiresAt());
  }
}
