package dev.sojourn.domain.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What a policy says of the tokens of its sessions.
 *
 * @param accessTokenLifetime how long an access token is accepted; off, it lives as long as its
 *     session, and is checked at every use
 * @param accessTokenFormat what it looks like where the session does not ask for another
 * @param refreshOverlap how long the previous refresh token is answered whatever else happened
 * @param dpop whether tokens are bound to a key of their client
 * @param outageGrace how long an access token may still be accepted by what a node remembers while
 *     the store does not answer, ends that others made unheard; without, not at all
 * @param audience whom tokens are for, if not for the configured default
 * @param clientAuthentication whether the client must authenticate to refresh, exchange and revoke
 */
public record TokenRules(
    Optional<Duration> accessTokenLifetime,
    AccessTokenFormat accessTokenFormat,
    Duration refreshOverlap,
    Dpop dpop,
    Optional<Duration> outageGrace,
    Optional<String> audience,
    ClientAuthentication clientAuthentication) {

  /** For public clients. */
  public TokenRules(
      Optional<Duration> accessTokenLifetime,
      AccessTokenFormat accessTokenFormat,
      Duration refreshOverlap,
      Dpop dpop,
      Optional<Duration> outageGrace,
      Optional<String> audience) {
    this(
        accessTokenLifetime,
        accessTokenFormat,
        refreshOverlap,
        dpop,
        outageGrace,
        audience,
        ClientAuthentication.OFF);
  }

  /** The same with another rule for clients. */
  public TokenRules with(ClientAuthentication rule) {
    return new TokenRules(
        accessTokenLifetime, accessTokenFormat, refreshOverlap, dpop, outageGrace, audience, rule);
  }

  /** Opaque bearer tokens, 15 minutes; overlap 30 seconds. */
  public static final TokenRules DEFAULT =
      new TokenRules(
          Optional.of(Duration.ofMinutes(15)),
          AccessTokenFormat.OPAQUE,
          Duration.ofSeconds(30),
          Dpop.OFF,
          Optional.empty(),
          Optional.empty());
}
