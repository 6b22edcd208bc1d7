package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.token.Introspection.TokenKind;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Tells a resource server what a token is worth (RFC 7662). That an access token came counts as
 * activity; that a refresh token came counts as having been received, and is not the presenting
 * that rotates it or proves a copy.
 */
public final class IntrospectToken {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final VerifyAccessToken verifyAccessToken;
  private final RecordActivity recordActivity;
  private final InstantSource clock;

  public IntrospectToken(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      VerifyAccessToken verifyAccessToken,
      RecordActivity recordActivity,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.verifyAccessToken = verifyAccessToken;
    this.recordActivity = recordActivity;
    this.clock = clock;
  }

  /**
   * Who asks, and for what.
   *
   * @param client which client asks, if it may see only its own refresh tokens
   * @param reach where the session of the token must be
   * @param refreshTokensToo whether it says that it asks about a refresh token; one is inactive
   *     otherwise, so that a resource server never takes it for an access token
   */
  public record Asker(Optional<ClientId> client, SessionReach reach, boolean refreshTokensToo) {
    /** Sojourn itself, which looks at whatever token a person's browser has. */
    public static final Asker OURSELVES =
        new Asker(Optional.empty(), SessionReach.APPLICATIONS, true);
  }

  /**
   * Any text is answered; what is no token of ours is inactive.
   *
   * @param demand how the person must have proved who they are, for an access token to be enough
   */
  public CompletionStage<Introspection> introspect(
      String text, Asker asker, AuthenticationDemand demand) {
    var now = clock.instant();
    return mint.refreshToken(text)
        .map(
            token ->
                sessions
                    .find(token.sessionId())
                    .thenApply(session -> judge(session, token, asker, now)))
        .orElseGet(() -> ofAccessToken(text, asker, demand));
  }

  private CompletionStage<Introspection> ofAccessToken(
      String text, Asker asker, AuthenticationDemand demand) {
    return verifyAccessToken
        .verify(text, new Presented.ToBeJudged(asker.reach()), demand)
        .thenApply(
            verification ->
                switch (verification) {
                  case Verification.Active active -> ofAccessToken(active);
                  case Verification.Insufficient _ -> new Introspection.Insufficient(demand);
                  case Verification.Ended _,
                      Verification.Expired _,
                      Verification.Unproven _,
                      Verification.ProofRefused _,
                      Verification.Unknown _ ->
                      new Introspection.Inactive();
                });
  }

  private Introspection ofAccessToken(Verification.Active verified) {
    var session = verified.session();
    var token = verified.token();
    var policy = policies.of(session);
    return new Introspection.Active(
        session,
        policy,
        TokenKind.ACCESS,
        issuedAt(session, token.generation()),
        token.expiresAt().equals(AccessToken.NEVER)
            ? deadline(session.verdict(verified.at(), policies.rulesFor(session)))
            : token.expiresAt());
  }

  private Introspection judge(
      Optional<Session> stored, RefreshToken token, Asker asker, Instant now) {
    if (stored.isEmpty()
        || !mint.made(token, stored.get(), TokenAudience.APPLICATIONS)
        || !asker.refreshTokensToo()
        || !asker.reach().covers(stored.get())
        || asker.client().stream().anyMatch(other -> !stored.get().origin().isOf(other))) {
      return new Introspection.Inactive();
    }
    var session = stored.get();
    var rules = policies.rulesFor(session);
    // A dry run of the refresh: its decision is looked at, not carried out.
    return switch (session.refresh(token.generation(), now, rules)) {
      case RefreshOutcome.Refused _, RefreshOutcome.Unknown _ -> new Introspection.Inactive();
      case RefreshOutcome.Rotated _, RefreshOutcome.Replayed _ -> {
        recordActivity.record(session, token.generation(), now);
        yield new Introspection.Active(
            session,
            rules.policy(),
            TokenKind.REFRESH,
            issuedAt(session, token.generation()),
            deadline(session.verdict(now, rules)));
      }
    };
  }

  private static Instant deadline(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Active(var deadline) -> deadline;
      case Verdict.Ended(var end) -> end.at();
    };
  }

  private static Optional<Instant> issuedAt(Session session, Generation generation) {
    var rotation = session.rotation();
    return generation.equals(rotation.generation())
        ? Optional.of(rotation.rotatedAt())
        : Optional.empty();
  }
}
