package dev.sojourn.domain.dpop;

import dev.sojourn.domain.HttpUri;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client signs to show that it has the key that its tokens are bound to, its form and
 * signature verified (RFC 9449, section 4.2).
 *
 * @param key whose
 * @param id the jti, 1 to 256 characters; never comes twice
 * @param method the htm
 * @param uri the htu; compared as RFC 9449, section 4.3, and RFC 3986, section 6.2, say
 * @param issuedAt the iat
 * @param accessTokenHash the ath: SHA-256 of the access token in base64url
 * @param nonce what the server gave to be signed
 */
public record DpopProof(
    KeyThumbprint key,
    String id,
    String method,
    String uri,
    Instant issuedAt,
    Optional<String> accessTokenHash,
    Optional<String> nonce) {

  /** How long a proof is accepted after it was made (RFC 9449, section 11.1: brief). */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  /** How far the clock of a client may be ahead (RFC 9449, section 11.1: seconds, not minutes). */
  public static final Duration AHEAD = Duration.ofSeconds(10);

  /**
   * What the proof is shown for.
   *
   * @param uri as the client sent it; query and fragment do not count
   * @param accessTokenHash of the access token that comes with it
   */
  public record Use(String method, String uri, Optional<String> accessTokenHash) {}

  /**
   * Why it proves nothing for this use; empty if it proves the key, provided that it comes for the
   * first time (RFC 9449, section 4.3). The nonce is judged apart.
   */
  public Optional<String> fault(Use use, Instant now) {
    if (!method.equals(use.method())) {
      return Optional.of("htm is not the method of the request");
    }
    var proven = HttpUri.parse(uri);
    if (proven.isEmpty() || !proven.equals(HttpUri.parse(use.uri()))) {
      return Optional.of("htu is not the URI of the request");
    }
    if (!now.isBefore(goodUntil())) {
      return Optional.of("iat is too long ago");
    }
    if (issuedAt.isAfter(now.plus(AHEAD))) {
      return Optional.of("iat is in the future");
    }
    if (use.accessTokenHash().isPresent() && !accessTokenHash.equals(use.accessTokenHash())) {
      return Optional.of("ath is not the hash of the access token");
    }
    return Optional.empty();
  }

  /** From then on it proves nothing, so nobody need remember that it came. */
  public Instant goodUntil() {
    return issuedAt.plus(LIFETIME);
  }
}
