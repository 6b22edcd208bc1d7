package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Says whether tokens stand for a session of the console that lives. Those of any other policy are
 * unknown here, and those of the console are unknown everywhere else.
 */
public final class VerifyConsoleTokens {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final RecordActivity recordActivity;
  private final InstantSource clock;

  public VerifyConsoleTokens(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      RecordActivity recordActivity,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.recordActivity = recordActivity;
    this.clock = clock;
  }

  /** What tokens are worth at the console. */
  public sealed interface Answer {
    /** They stand for a session that lives. */
    record Active(Session session) implements Answer {}

    /** The access token is too old; a refresh gives a new one. */
    record Expired() implements Answer {}

    /** Their session is over. */
    record Ended(EndReason reason) implements Answer {}

    /** None of the console's, or of a session that is forgotten. */
    record Unknown() implements Answer {}
  }

  /** An access token that an operator's request came with, which counts as activity. */
  public CompletionStage<Answer> verify(String accessToken) {
    return verify(accessToken, true);
  }

  /**
   * The tokens that a page came with which looks for news by itself: no activity, or it would keep
   * a session alive that nobody sits at. Nor is anything refreshed, which would be activity too: a
   * refresh token that could be traded is enough to look.
   */
  public CompletionStage<Answer> watch(
      Optional<String> accessToken, Optional<String> refreshToken) {
    return accessToken
        .map(text -> verify(text, false))
        .orElseGet(() -> CompletableFuture.completedFuture(new Answer.Unknown()))
        .thenCompose(
            answer ->
                switch (answer) {
                  case Answer.Expired _, Answer.Unknown _ -> tradable(refreshToken);
                  case Answer.Active _, Answer.Ended _ -> CompletableFuture.completedFuture(answer);
                });
  }

  private CompletionStage<Answer> verify(String text, boolean counts) {
    var now = clock.instant();
    return mint.accessToken(text)
        .thenCompose(
            token ->
                token
                    .map(
                        authentic ->
                            judged(
                                authentic.sessionId(),
                                session -> judge(session, authentic, counts, now)))
                    .orElseGet(() -> CompletableFuture.completedFuture(new Answer.Unknown())));
  }

  /** Nobody is refused because of what a node remembers: it may be behind the others. */
  private CompletionStage<Answer> judged(SessionId id, Function<Optional<Session>, Answer> judge) {
    var remembered =
        sessions
            .recall(id)
            .map(session -> judge.apply(Optional.of(session)))
            .filter(Answer.Active.class::isInstance);
    return remembered.isPresent()
        ? CompletableFuture.completedFuture(remembered.get())
        : sessions.find(id).thenApply(judge);
  }

  private Answer judge(Optional<Session> stored, AccessToken token, boolean counts, Instant now) {
    if (stored.isEmpty() || !mint.made(token, stored.get(), TokenAudience.CONSOLE)) {
      return new Answer.Unknown();
    }
    var session = stored.get();
    return switch (session.verdict(now, policies.rulesFor(session))) {
      case Verdict.Ended(var end) -> new Answer.Ended(end.reason());
      case Verdict.Active _ when !now.isBefore(token.expiresAt()) -> new Answer.Expired();
      case Verdict.Active _ -> {
        if (counts) {
          recordActivity.record(session, token.generation(), now);
        }
        yield new Answer.Active(session);
      }
    };
  }

  private CompletionStage<Answer> tradable(Optional<String> refreshToken) {
    var now = clock.instant();
    return refreshToken
        .flatMap(mint::refreshToken)
        .map(token -> judged(token.sessionId(), session -> judge(session, token, now)))
        .orElseGet(() -> CompletableFuture.completedFuture(new Answer.Unknown()));
  }

  /** A dry run of the refresh: its decision is looked at, not carried out. */
  private Answer judge(Optional<Session> stored, RefreshToken token, Instant now) {
    if (stored.isEmpty() || !mint.made(token, stored.get(), TokenAudience.CONSOLE)) {
      return new Answer.Unknown();
    }
    var session = stored.get();
    return switch (session.refresh(token.generation(), now, policies.rulesFor(session))) {
      case RefreshOutcome.Rotated _, RefreshOutcome.Replayed _ -> new Answer.Active(session);
      case RefreshOutcome.Refused(var ended) ->
          new Answer.Ended(ended.end().orElseThrow().reason());
      case RefreshOutcome.Unknown _ -> new Answer.Unknown();
    };
  }
}
