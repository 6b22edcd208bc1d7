package dev.sojourn.application.token;

import dev.sojourn.application.outage.OutageGrace;
import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Chooses which of several tokens to use that came under one name: a browser may send several
 * cookies of one name, for example a stale one beside a good one.
 *
 * <p>It only looks. No token is used up, no activity is recorded and no session ends. A good token
 * is chosen before any other one, so a stale refresh token beside a good one is never presented and
 * is not taken for reuse. Among the tokens of one session the newest generation is chosen. Where
 * the best tokens belong to two sessions that are active, none is chosen: one of the two may have
 * been planted. Where no token is good, the best of the others is chosen, so that a caller learns
 * from it why it is refused, and the reuse of a refresh token is noticed as if it had come alone.
 *
 * <p>A token that came alone is chosen without a look at the store.
 */
public final class ChooseToken {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final OutageGrace outageGrace;
  private final InstantSource clock;
  private final TokenAudience audience;

  private ChooseToken(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      OutageGrace outageGrace,
      InstantSource clock,
      TokenAudience audience) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.outageGrace = outageGrace;
    this.clock = clock;
    this.audience = audience;
  }

  /** Among tokens of applications; those of the console are unknown. */
  public static ChooseToken ofApplications(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      OutageGrace outageGrace,
      InstantSource clock) {
    return new ChooseToken(
        sessions, policies, mint, outageGrace, clock, TokenAudience.APPLICATIONS);
  }

  /** Among tokens of the console; all others are unknown. */
  public static ChooseToken ofTheConsole(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      OutageGrace outageGrace,
      InstantSource clock) {
    return new ChooseToken(sessions, policies, mint, outageGrace, clock, TokenAudience.CONSOLE);
  }

  /** Which token is used. */
  public sealed interface Choice {
    /** There is no token. */
    record None() implements Choice {}

    /** This one. {@code toString} hides it. */
    record One(String token) implements Choice {
      @Override
      public String toString() {
        return "One[hidden]";
      }
    }

    /** None: they stand for two sessions that are active. */
    record SeveralSessions() implements Choice {}
  }

  /** What a token would be answered; the later, the better. */
  private enum Worth {
    UNKNOWN,
    ENDED,
    /** An access token that has expired, of an active session. */
    EXPIRED,
    /** A refresh token that would end its active session. */
    REUSE,
    GOOD;

    /** Whether to present one of two sessions' tokens would be a guess that has consequences. */
    boolean mustBeOfOneSession() {
      return this == GOOD || this == REUSE;
    }
  }

  private record Candidate(
      String token,
      Worth worth,
      Optional<SessionId> session,
      Optional<Generation> generation,
      Instant expiresAt) {
    static Candidate unknown(String token) {
      return new Candidate(token, Worth.UNKNOWN, Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    int generationNumber() {
      return generation.map(Generation::value).orElse(0);
    }
  }

  private static final Comparator<Candidate> BY_AGE =
      Comparator.comparingInt(Candidate::generationNumber).thenComparing(Candidate::expiresAt);

  /** Among access tokens of either format. */
  public CompletionStage<Choice> accessToken(List<String> tokens) {
    var now = clock.instant();
    return choose(tokens, token -> access(token, now));
  }

  /** Among refresh tokens. */
  public CompletionStage<Choice> refreshToken(List<String> tokens) {
    var now = clock.instant();
    return choose(tokens, token -> refresh(token, now));
  }

  private static CompletionStage<Choice> choose(
      List<String> tokens, Function<String, CompletionStage<Candidate>> judge) {
    if (tokens.isEmpty()) {
      return CompletableFuture.completedFuture(new Choice.None());
    }
    if (tokens.size() == 1) {
      return CompletableFuture.completedFuture(new Choice.One(tokens.getFirst()));
    }
    CompletionStage<List<Candidate>> judged = CompletableFuture.completedFuture(List.of());
    for (var token : tokens) {
      judged = judged.thenCombine(judge.apply(token), ChooseToken::with);
    }
    return judged.thenApply(ChooseToken::best);
  }

  private static List<Candidate> with(List<Candidate> others, Candidate one) {
    var all = new ArrayList<>(others);
    all.add(one);
    return all;
  }

  private static Choice best(List<Candidate> candidates) {
    var worth =
        candidates.stream().map(Candidate::worth).max(Comparator.naturalOrder()).orElseThrow();
    var best = candidates.stream().filter(each -> each.worth() == worth).toList();
    return worth.mustBeOfOneSession()
            && best.stream().map(Candidate::session).distinct().count() > 1
        ? new Choice.SeveralSessions()
        : new Choice.One(best.stream().max(BY_AGE).orElseThrow().token());
  }

  private CompletionStage<Candidate> access(String text, Instant now) {
    return mint.accessToken(text)
        .thenCompose(
            token ->
                token
                    .map(authentic -> access(text, authentic, now))
                    .orElseGet(() -> CompletableFuture.completedFuture(Candidate.unknown(text))));
  }

  /** What a node remembers is enough to find a token good, and not to find it bad. */
  private CompletionStage<Candidate> access(String text, AccessToken token, Instant now) {
    var remembered =
        sessions.recall(token.sessionId()).map(session -> judge(text, session, token, now));
    return remembered.filter(known -> known.worth() == Worth.GOOD).isPresent()
        ? CompletableFuture.completedFuture(remembered.get())
        : sessions
            .find(token.sessionId())
            .exceptionallyCompose(
                failure ->
                    outageGrace
                        .recall(token.sessionId())
                        .map(session -> CompletableFuture.completedFuture(Optional.of(session)))
                        .orElseGet(() -> CompletableFuture.failedFuture(failure)))
            .thenApply(
                found ->
                    found
                        .map(session -> judge(text, session, token, now))
                        .orElseGet(() -> Candidate.unknown(text)));
  }

  private Candidate judge(String text, Session session, AccessToken token, Instant now) {
    if (!mint.made(token, session, audience)) {
      return Candidate.unknown(text);
    }
    var worth =
        switch (session.verdict(now, policies.rulesFor(session))) {
          case Verdict.Ended _ -> Worth.ENDED;
          case Verdict.Active _ when !now.isBefore(token.expiresAt()) -> Worth.EXPIRED;
          case Verdict.Active _ -> Worth.GOOD;
        };
    return new Candidate(
        text, worth, Optional.of(session.id()), Optional.of(token.generation()), token.expiresAt());
  }

  /** Asks the store: what a node remembers may be behind a rotation on another one. */
  private CompletionStage<Candidate> refresh(String text, Instant now) {
    return mint.refreshToken(text)
        .map(
            token ->
                sessions
                    .find(token.sessionId())
                    .thenApply(
                        found ->
                            found
                                .map(session -> judge(text, session, token, now))
                                .orElseGet(() -> Candidate.unknown(text))))
        .orElseGet(() -> CompletableFuture.completedFuture(Candidate.unknown(text)));
  }

  /** A dry run of the refresh: its decision is looked at, not carried out. */
  private Candidate judge(String text, Session session, RefreshToken token, Instant now) {
    if (!mint.made(token, session, audience)) {
      return Candidate.unknown(text);
    }
    var rules = policies.rulesFor(session);
    var worth =
        switch (session.verdict(now, rules)) {
          case Verdict.Ended _ -> Worth.ENDED;
          case Verdict.Active _ ->
              switch (session.refresh(token.generation(), now, rules)) {
                case RefreshOutcome.Rotated _, RefreshOutcome.Replayed _ -> Worth.GOOD;
                case RefreshOutcome.Refused _, RefreshOutcome.Unknown _ -> Worth.REUSE;
              };
        };
    return new Candidate(
        text, worth, Optional.of(session.id()), Optional.of(token.generation()), Instant.EPOCH);
  }
}
