package dev.sojourn.application.token;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionEvents.Exchanged;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Sighting;
import dev.sojourn.domain.token.ExchangeCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Trades an exchange code and its code verifier for tokens, exactly once (RFC 7636, section 4.6).
 * Whatever is wrong, the client learns no more than that it is; the cause is told to the events.
 */
public final class ExchangeCodeForTokens {
  private final SessionStore sessions;
  private final Policies policies;
  private final TokenMint mint;
  private final SessionEvents events;
  private final InstantSource clock;

  public ExchangeCodeForTokens(
      SessionStore sessions,
      Policies policies,
      TokenMint mint,
      SessionEvents events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.events = events;
    this.clock = clock;
  }

  /** What was decided, and whether this very call ended the session. */
  private record Attempt(ExchangeOutcome outcome, boolean endedNow) {}

  /**
   * @param sighting the address and device of the caller, which the exchange writes down
   */
  public CompletionStage<TokenAnswer> exchange(
      String text, CodeVerifier verifier, Sighting sighting) {
    var now = clock.instant();
    return mint.exchangeCode(text)
        .map(
            code ->
                sessions
                    .update(
                        code.sessionId(), stored -> decide(stored, code, verifier, sighting, now))
                    .thenApply(attempt -> answer(Optional.of(code.sessionId()), attempt, now)))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    answer(
                        Optional.empty(), new Attempt(new ExchangeOutcome.Unknown(), false), now)));
  }

  /** Pure: the store runs it again when another node was faster. */
  private Decision<Session, Attempt> decide(
      Optional<Session> stored,
      ExchangeCode code,
      CodeVerifier verifier,
      Sighting sighting,
      Instant now) {
    if (stored.isEmpty() || !mint.made(code, stored.get().rotation().secret())) {
      return Decision.unchanged(new Attempt(new ExchangeOutcome.Unknown(), false));
    }
    var session = stored.get();
    var outcome =
        session.exchange(verifier, code.expiresAt(), now, policies.named(session.policy()));
    return switch (outcome) {
      case ExchangeOutcome.Exchanged(var exchanged) -> {
        var next = exchanged.seenAs(sighting);
        yield Decision.store(next, new Attempt(new ExchangeOutcome.Exchanged(next), false));
      }
      case ExchangeOutcome.Refused(var ended) ->
          Decision.store(ended, new Attempt(outcome, session.end().isEmpty()));
      case ExchangeOutcome.WrongVerifier(var counted) ->
          Decision.store(counted, new Attempt(outcome, false));
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          Decision.unchanged(new Attempt(outcome, false));
    };
  }

  private TokenAnswer answer(Optional<SessionId> id, Attempt attempt, Instant now) {
    return switch (attempt.outcome()) {
      case ExchangeOutcome.Exchanged(var session) -> {
        events.exchanged(id, Exchanged.EXCHANGED);
        var tokens = mint.pair(session, now, policies.named(session.policy()));
        yield new TokenAnswer.Issued(session, tokens, now);
      }
      case ExchangeOutcome.Refused(var session) -> {
        var reason = session.end().orElseThrow().reason();
        var reuse = attempt.endedNow() && reason == EndReason.CODE_REUSE;
        if (attempt.endedNow()) {
          events.ended(session.id(), reason);
        }
        events.exchanged(id, reuse ? Exchanged.CODE_REUSE : Exchanged.ENDED);
        yield new TokenAnswer.Ended(reason);
      }
      case ExchangeOutcome.WrongVerifier _ -> invalid(id, Exchanged.WRONG_VERIFIER);
      case ExchangeOutcome.TooManyTries _ -> invalid(id, Exchanged.TOO_MANY_TRIES);
      case ExchangeOutcome.CodeExpired _ -> invalid(id, Exchanged.CODE_EXPIRED);
      case ExchangeOutcome.AlreadyExchanged _ -> invalid(id, Exchanged.ALREADY_EXCHANGED);
      case ExchangeOutcome.Unknown _ -> invalid(id, Exchanged.UNKNOWN);
    };
  }

  private TokenAnswer invalid(Optional<SessionId> id, Exchanged cause) {
    events.exchanged(id, cause);
    return new TokenAnswer.Invalid();
  }
}
