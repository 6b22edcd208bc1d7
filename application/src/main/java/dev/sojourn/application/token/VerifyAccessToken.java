package dev.sojourn.application.token;

import dev.sojourn.application.outage.OutageGrace;
import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says whether an access token stands for a session that lives; that it came counts as activity.
 * Tokens of the console are unknown here.
 */
public final class VerifyAccessToken {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final RecordActivity recordActivity;
  private final OutageGrace outageGrace;
  private final SessionEventListener events;
  private final InstantSource clock;

  public VerifyAccessToken(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      RecordActivity recordActivity,
      OutageGrace outageGrace,
      SessionEventListener events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.recordActivity = recordActivity;
    this.outageGrace = outageGrace;
    this.events = events;
    this.clock = clock;
  }

  /** A forged or mangled token is refused without a look at the store. */
  public CompletionStage<Verification> verify(String text, Presented presented) {
    return verify(text, presented, AuthenticationDemand.NONE);
  }

  /** The same, where the person must have proved in some way or lately who they are. */
  public CompletionStage<Verification> verify(
      String text, Presented presented, AuthenticationDemand demand) {
    var now = clock.instant();
    return mint.accessToken(text)
        .thenCompose(
            token ->
                token
                    .map(authentic -> check(authentic, presented, now))
                    .orElseGet(() -> CompletableFuture.completedFuture(new Verification.Unknown())))
        .thenApply(verification -> told(held(recorded(verification), demand)));
  }

  /** The token is authentic; the proof, if one came, is checked next, and used up last. */
  private CompletionStage<Verification> check(AccessToken token, Presented presented, Instant now) {
    if (!(presented instanceof Presented.WithProof(var presentedProof))) {
      return look(token, new Claim(presented, Optional.empty()), now);
    }
    return switch (presentedProof.check()) {
      case PresentedProof.Outcome.Refused(var refusal) ->
          CompletableFuture.completedFuture(new Verification.ProofRefused(refusal));
      case PresentedProof.Outcome.Verified proof ->
          look(token, new Claim(presented, Optional.of(proof.key())), now)
              .thenCompose(verification -> useUp(proof, verification));
    };
  }

  private static CompletionStage<Verification> useUp(
      PresentedProof.Outcome.Verified proof, Verification verification) {
    return verification instanceof Verification.Active
        ? proof
            .useUp()
            .thenApply(
                isFirst ->
                    isFirst
                        ? verification
                        : new Verification.ProofRefused(CheckDpopProof.USED_BEFORE))
        : CompletableFuture.completedFuture(verification);
  }

  /**
   * How a token is presented.
   *
   * @param proven the key of the proof that came with it
   */
  private record Claim(Presented presented, Optional<KeyThumbprint> proven) {
    SessionReach within() {
      return presented.within();
    }

    boolean fits(Session session) {
      return presented.fits(session, proven);
    }
  }

  /** That a token came which stands for a session that lives counts as activity. */
  private Verification recorded(Verification verification) {
    if (verification instanceof Verification.Active(var session, var token, var at)) {
      recordActivity.record(session, token.generation(), at);
    }
    return verification;
  }

  /** Held to what is demanded. */
  private static Verification held(Verification verification, AuthenticationDemand demand) {
    return verification instanceof Verification.Active(var session, _, var at)
            && !demand.isMetBy(session.authentication(), at)
        ? new Verification.Insufficient(demand)
        : verification;
  }

  /**
   * Nobody is refused because of what a node remembers: it may be behind the others. A refusal
   * costs one look, whether there is a session or not, so that the time tells nothing.
   */
  private CompletionStage<Verification> look(AccessToken token, Claim presented, Instant now) {
    return accepted(sessions.recall(token.sessionId()), token, presented, now)
        .or(() -> inOutage(token, presented, now))
        .<CompletionStage<Verification>>map(CompletableFuture::completedFuture)
        .orElseGet(() -> asked(token, presented, now));
  }

  private CompletionStage<Verification> asked(AccessToken token, Claim presented, Instant now) {
    return sessions
        .find(token.sessionId())
        .thenApply(session -> judge(session, token, presented, now))
        .exceptionallyCompose(
            failure -> // perhaps the first to find out that the store is away
            inOutage(token, presented, now)
                    .<CompletionStage<Verification>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.failedFuture(failure)));
  }

  private Optional<Verification> inOutage(AccessToken token, Claim presented, Instant now) {
    var verification = accepted(outageGrace.recall(token.sessionId()), token, presented, now);
    if (verification.isPresent()
        && verification.get() instanceof Verification.Active(var session, _, _)) {
      events.on(new SessionEvent.VerifiedInOutage(session.policy()));
    }
    return verification;
  }

  private Optional<Verification> accepted(
      Optional<Session> remembered, AccessToken token, Claim presented, Instant now) {
    return remembered
        .map(session -> judge(Optional.of(session), token, presented, now))
        .filter(verification -> !isRefusedByTheSession(verification));
  }

  private static boolean isRefusedByTheSession(Verification verification) {
    return switch (verification) {
      case Verification.Ended _,
          Verification.Unproven _,
          Verification.ProofRefused _,
          Verification.Unknown _ ->
          true;
      case Verification.Active _, Verification.Expired _, Verification.Insufficient _ -> false;
    };
  }

  private Verification judge(
      Optional<Session> stored, AccessToken token, Claim claim, Instant now) {
    if (stored.isEmpty()
        || !mint.made(token, stored.get(), TokenAudience.APPLICATIONS)
        || !claim.within().covers(stored.get())) {
      return new Verification.Unknown();
    }
    var session = stored.get();
    return switch (session.verdict(now, policies.rulesFor(session))) {
      case Verdict.Ended(var end) -> new Verification.Ended(end.reason());
      case Verdict.Active _ when !now.isBefore(token.expiresAt()) -> new Verification.Expired();
      case Verdict.Active _ when !claim.fits(session) -> new Verification.Unproven();
      case Verdict.Active _ -> new Verification.Active(session, token, now);
    };
  }

  private Verification told(Verification verification) {
    events.on(
        new Verified(
            switch (verification) {
              case Verification.Active _ -> Verified.Outcome.ACTIVE;
              case Verification.Ended _ -> Verified.Outcome.ENDED;
              case Verification.Expired _ -> Verified.Outcome.EXPIRED;
              case Verification.Unproven _, Verification.ProofRefused _ ->
                  Verified.Outcome.UNPROVEN;
              case Verification.Insufficient _ -> Verified.Outcome.INSUFFICIENT;
              case Verification.Unknown _ -> Verified.Outcome.UNKNOWN;
            }));
    return verification;
  }
}
