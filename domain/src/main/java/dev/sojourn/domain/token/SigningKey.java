package dev.sojourn.domain.token;

import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A key that signs JWTs, as it is stored.
 *
 * @param id the kid: the thumbprint of the public key
 * @param publicKey the public key as a JWK (RFC 7517), in JSON
 * @param privateKey the private one, sealed
 * @param publishedAt from when on it is shown to verifiers, in whole milliseconds
 * @param signsFrom from when on it signs, unless a later key does; never before publishedAt
 * @param longestToken the longest life of a token that it may have signed
 */
public record SigningKey(
    KeyThumbprint id,
    SigningAlgorithm algorithm,
    String publicKey,
    SealedSecret privateKey,
    Instant publishedAt,
    Instant signsFrom,
    Duration longestToken) {

  /**
   * @throws IllegalArgumentException if it would sign before it is published
   */
  public SigningKey {
    publishedAt = publishedAt.truncatedTo(ChronoUnit.MILLIS);
    signsFrom = signsFrom.truncatedTo(ChronoUnit.MILLIS);
    if (signsFrom.isBefore(publishedAt)) {
      throw new IllegalArgumentException("must be published before it signs");
    }
  }

  /** The same, of which tokens that live this long may exist. */
  SigningKey signingTokensOf(Duration life) {
    return life.compareTo(longestToken) <= 0
        ? this
        : new SigningKey(id, algorithm, publicKey, privateKey, publishedAt, signsFrom, life);
  }
}
