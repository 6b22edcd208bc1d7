package dev.sojourn.domain.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a policy says of the tokens of its sessions.
 *
 * @param accessTokenLifetime how long an access token is accepted; off, it lives as long as its
 *     session, and is checked at every use
 * @param accessTokenFormat what it looks like where the session does not ask for another
 * @param refreshOverlap how long the previous refresh token is answered whatever else happened
 * @param dpop whether tokens are bound to a key of their client
 * @param outageGrace up to {@link #LONGEST_OUTAGE}; how long an access token may still be accepted
 *     by what a node remembers while the store does not answer, ends that others made unheard;
 *     without, not at all
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

  /** The longest {@link #outageGrace}: what was ended elsewhere is accepted for as long. */
  public static final Duration LONGEST_OUTAGE = Duration.ofDays(1);

  /**
   * @throws IllegalArgumentException with the first of {@link #faults}
   */
  public TokenRules {
    PolicyFault.requireNone(
        faults(accessTokenLifetime, accessTokenFormat, refreshOverlap, outageGrace));
  }

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

  /** All that is wrong; empty if there can be such rules. */
  public static List<PolicyFault> faults(
      Optional<Duration> accessTokenLifetime,
      AccessTokenFormat accessTokenFormat,
      Duration refreshOverlap,
      Optional<Duration> outageGrace) {
    var faults = new ArrayList<PolicyFault>();
    accessTokenLifetime
        .flatMap(
            lifetime ->
                PolicyFault.outOf(
                    PolicyRule.ACCESS_TOKEN_LIFETIME,
                    SessionPolicy.SHORTEST,
                    SessionPolicy.LONGEST,
                    lifetime))
        .ifPresent(faults::add);
    if (accessTokenLifetime.isEmpty() && accessTokenFormat == AccessTokenFormat.JWT) {
      // A resource server that does not ask would accept it long after the session has ended.
      faults.add(
          new PolicyFault(
              PolicyRule.ACCESS_TOKEN_LIFETIME, "must not be off where access tokens are jwt"));
    }
    PolicyFault.outOf(
            PolicyRule.REFRESH_OVERLAP, Duration.ZERO, SessionPolicy.LONGEST, refreshOverlap)
        .ifPresent(faults::add);
    outageGrace
        .flatMap(
            grace ->
                PolicyFault.outOf(
                    PolicyRule.OUTAGE_GRACE, SessionPolicy.SHORTEST, LONGEST_OUTAGE, grace))
        .ifPresent(faults::add);
    return List.copyOf(faults);
  }
}
