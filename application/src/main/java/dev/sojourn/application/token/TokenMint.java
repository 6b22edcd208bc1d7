package dev.sojourn.application.token;

import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Makes tokens and recognises its own. A token is a function of the session and the server key, so
 * the same session at the same time gives the same tokens, on every node.
 */
public final class TokenMint {
  private final Supplier<KeyRing> keys;
  private final JwtMint jwts;

  public TokenMint(Supplier<KeyRing> keys, JwtMint jwts) {
    this.keys = keys;
    this.jwts = jwts;
  }

  /**
   * The tokens of the current generation, for a session that is active. Fails only where a JWT is
   * wanted, and the signing keys cannot be had.
   */
  public CompletionStage<TokenPair> pair(Session session, Instant now, EffectiveRules rules) {
    var policy = rules.policy();
    var rotation = session.rotation();
    var deadline = deadline(session, now, rules);
    var issuedAt = issuedAt(session, now, policy);
    var refreshToken =
        RefreshToken.mint(session.id(), rotation.generation(), rotation.secret(), keys.get());
    return switch (rotation.terms().formatUnder(policy)) {
      case OPAQUE -> {
        var expiresAt = opaqueExpiresAt(session, issuedAt, policy);
        var accessToken =
            OpaqueAccessToken.mint(
                session.id(), rotation.generation(), expiresAt, rotation.secret(), keys.get());
        yield CompletableFuture.completedFuture(
            new TokenPair(
                accessToken,
                expiresAt.equals(AccessToken.NEVER) ? deadline : expiresAt,
                refreshToken,
                deadline));
      }
      case JWT -> {
        var expiresAt = jwtExpiresAt(issuedAt, deadline, policy);
        yield jwts.accessToken(session, policy, issuedAt, expiresAt)
            .thenApply(
                accessToken -> new TokenPair(accessToken, expiresAt, refreshToken, deadline));
      }
    };
  }

  private static Instant deadline(Session session, Instant now, EffectiveRules rules) {
    return switch (session.verdict(now, rules)) {
      case Verdict.Active(Instant deadline) -> deadline;
      case Verdict.Ended(var end) -> end.at();
    };
  }

  /** The code that the client which began the login trades for its first tokens. */
  public String exchangeCode(Session session, Instant expiresAt) {
    return ExchangeCode.mint(session.id(), expiresAt, session.rotation().secret(), keys.get());
  }

  /** When an exchange code that is made now expires: a whole second. */
  public Instant exchangeCodeExpiresAt(Instant now) {
    return wholeSecond(now.plus(ExchangeCode.LIFETIME));
  }

  /**
   * The rotation during the overlap, so that two tabs which refresh at once get the same pair; now
   * when an answer that was lost is given again later.
   */
  private static Instant issuedAt(Session session, Instant now, SessionPolicy policy) {
    var rotatedAt = session.rotation().rotatedAt();
    var usable =
        policy
            .tokens()
            .accessTokenLifetime()
            .map(lifetime -> min(policy.refreshOverlap(), lifetime.dividedBy(2)))
            .orElse(policy.refreshOverlap());
    return now.isBefore(rotatedAt.plus(usable)) ? rotatedAt : now;
  }

  /**
   * Never past the instant at which the session expires. An earlier deadline may yet move, and is
   * looked at whenever the token comes.
   */
  private static Instant opaqueExpiresAt(Session session, Instant issuedAt, SessionPolicy policy) {
    return policy
        .tokens()
        .accessTokenLifetime()
        .map(lifetime -> wholeSecond(min(issuedAt.plus(lifetime), session.times().expiresAt())))
        .orElse(AccessToken.NEVER);
  }

  /** Never past any deadline, not by a millisecond: who checks it does not ask us. */
  private static Instant jwtExpiresAt(Instant issuedAt, Instant deadline, SessionPolicy policy) {
    var lifetime = policy.tokens().accessTokenLifetime();
    return lifetime
        .map(life -> min(issuedAt.plus(life), deadline))
        .orElse(deadline)
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private static <T extends Comparable<T>> T min(T one, T other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Rounded up, so that a token is never shorter-lived than was said. */
  private static Instant wholeSecond(Instant instant) {
    var floor = instant.truncatedTo(ChronoUnit.SECONDS);
    return floor.equals(instant) ? floor : floor.plusSeconds(1);
  }

  /** The refresh token that a text spells, if one of our keys made it. */
  public Optional<RefreshToken> refreshToken(String text) {
    return RefreshToken.parse(text, keys.get());
  }

  /** The access token that a text spells in either format, if one of our keys made it. */
  public CompletionStage<Optional<AccessToken>> accessToken(String text) {
    Optional<AccessToken> opaque = OpaqueAccessToken.parse(text, keys.get()).map(token -> token);
    return opaque.isPresent() ? CompletableFuture.completedFuture(opaque) : jwts.accessToken(text);
  }

  /** The exchange code that a text spells, if one of our keys made it. */
  public Optional<ExchangeCode> exchangeCode(String text) {
    return ExchangeCode.parse(text, keys.get());
  }

  /** Whether the token was made for this session, whose tokens this audience takes. */
  public boolean made(RefreshToken token, Session session, TokenAudience audience) {
    return audience.takes(session.policy())
        && token.isMadeFor(session.rotation().secret(), keys.get());
  }

  /** Whether the token was made for this session, whose tokens this audience takes. */
  public boolean made(AccessToken token, Session session, TokenAudience audience) {
    return audience.takes(session.policy())
        && token.isMadeFor(session.rotation().secret(), keys.get());
  }

  /** Whether the code was made for this session, whose tokens this audience takes. */
  public boolean made(ExchangeCode code, Session session, TokenAudience audience) {
    return audience.takes(session.policy())
        && code.isMadeFor(session.rotation().secret(), keys.get());
  }
}
