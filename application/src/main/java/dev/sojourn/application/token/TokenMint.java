package dev.sojourn.application.token;

import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Makes tokens and recognises its own. A token is a function of the session and the server key, so
 * the same session at the same time gives the same tokens, on every node.
 */
public final class TokenMint {
  private final KeyRing keys;

  public TokenMint(KeyRing keys) {
    this.keys = keys;
  }

  /** The tokens of the current generation, for a session that is active. */
  public TokenPair pair(Session session, Instant now, SessionPolicy policy) {
    var rotation = session.rotation();
    var accessExpiresAt = accessExpiresAt(session, now, policy);
    return new TokenPair(
        AccessToken.mint(
            session.id(), rotation.generation(), accessExpiresAt, rotation.secret(), keys),
        accessExpiresAt,
        RefreshToken.mint(session.id(), rotation.generation(), rotation.secret(), keys),
        switch (session.verdict(now, policy)) {
          case Verdict.Active(Instant deadline) -> deadline;
          case Verdict.Ended(var end) -> end.at();
        });
  }

  /** The code that the client which began the login trades for its first tokens. */
  public String exchangeCode(Session session, Instant expiresAt) {
    return ExchangeCode.mint(session.id(), expiresAt, session.rotation().secret(), keys);
  }

  /** When an exchange code that is made now expires: a whole second. */
  public Instant exchangeCodeExpiresAt(Instant now) {
    return wholeSecond(now.plus(ExchangeCode.LIFETIME));
  }

  /**
   * Counted from the rotation during the overlap, so that two tabs which refresh at once get the
   * same pair; from now on when an answer that was lost is given again later. Never past the
   * instant at which the session expires.
   */
  private static Instant accessExpiresAt(Session session, Instant now, SessionPolicy policy) {
    var lifetime = policy.accessTokenLifetime();
    var rotatedAt = session.rotation().rotatedAt();
    var usable = min(policy.refreshOverlap(), lifetime.dividedBy(2));
    var from = now.isBefore(rotatedAt.plus(usable)) ? rotatedAt : now;
    var expiresAt = from.plus(lifetime);
    var sessionExpiresAt = session.times().expiresAt();
    return wholeSecond(expiresAt.isBefore(sessionExpiresAt) ? expiresAt : sessionExpiresAt);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Rounded up, so that a token is never shorter-lived than was said. */
  private static Instant wholeSecond(Instant instant) {
    var floor = instant.truncatedTo(ChronoUnit.SECONDS);
    return floor.equals(instant) ? floor : floor.plusSeconds(1);
  }

  /** The refresh token that a text spells, if one of our keys made it. */
  public Optional<RefreshToken> refreshToken(String text) {
    return RefreshToken.parse(text, keys);
  }

  /** The access token that a text spells, if one of our keys made it. */
  public Optional<AccessToken> accessToken(String text) {
    return AccessToken.parse(text, keys);
  }

  /** The exchange code that a text spells, if one of our keys made it. */
  public Optional<ExchangeCode> exchangeCode(String text) {
    return ExchangeCode.parse(text, keys);
  }

  /** Whether the token was made for a session with this secret; in constant time. */
  public boolean made(RefreshToken token, Secret secret) {
    return token.isMadeFor(secret, keys);
  }

  /** Whether the token was made for a session with this secret; in constant time. */
  public boolean made(AccessToken token, Secret secret) {
    return token.isMadeFor(secret, keys);
  }

  /** Whether the code was made for a session with this secret; in constant time. */
  public boolean made(ExchangeCode code, Secret secret) {
    return code.isMadeFor(secret, keys);
  }
}
