package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.IdempotencyStore.Claim;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.token.TokenMint;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens a session for a request that its client may repeat because the answer was lost: however
 * often it comes, there is one session. Since tokens are derived from it, nothing of the answer
 * need be kept to give it again.
 */
public final class OpenSessionOnce {
  /** How long a request may be repeated. */
  public static final Duration KEPT = Duration.ofHours(24);

  private final OpenSession openSession;
  private final IdempotencyStore claims;
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final Entropy entropy;
  private final InstantSource clock;

  public OpenSessionOnce(
      OpenSession openSession,
      IdempotencyStore claims,
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      Entropy entropy,
      InstantSource clock) {
    this.openSession = openSession;
    this.claims = claims;
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.entropy = entropy;
    this.clock = clock;
  }

  /**
   * @param key what the client calls the request
   * @param fingerprint tells whether it is the same request
   */
  public CompletionStage<OpenOutcome> open(
      OpenRequest request, String key, String fingerprint, Initiator by) {
    var now = clock.instant();
    var drawn = entropy.sessionId(now);
    return claims
        .claim(request.origin().clientId(), key, new Claim(drawn, fingerprint, now.plus(KEPT)))
        .thenCompose(
            kept -> {
              if (!kept.fingerprint().equals(fingerprint)) {
                return CompletableFuture.completedFuture(new OpenOutcome.KeyOfAnotherRequest());
              }
              return kept.session().equals(drawn)
                  ? open(request, drawn, by)
                  : again(request, kept.session(), by);
            });
  }

  /** The one before may have been cut short before there was a session, or may be under way. */
  private CompletionStage<OpenOutcome> again(OpenRequest request, SessionId id, Initiator by) {
    return sessions
        .find(id)
        .thenCompose(found -> found.map(this::asItIs).orElseGet(() -> open(request, id, by)));
  }

  private CompletionStage<OpenOutcome> open(OpenRequest request, SessionId id, Initiator by) {
    return openSession
        .openWithId(request, Optional.of(id), by)
        .thenCompose(
            outcome ->
                outcome instanceof OpenOutcome.AlreadyOpen
                    ? sessions.find(id).thenCompose(found -> asItIs(found.orElseThrow()))
                    : CompletableFuture.completedFuture(outcome));
  }

  private CompletionStage<OpenOutcome> asItIs(Session session) {
    var now = clock.instant();
    var rules = policies.rulesFor(session);
    return switch (session.verdict(now, rules)) {
      case Verdict.Active _ ->
          Opened.of(session, now, rules, mint).thenApply(OpenOutcome.Done::new);
      case Verdict.Ended(var end) ->
          CompletableFuture.completedFuture(new OpenOutcome.EndedMeanwhile(end.reason()));
    };
  }
}
