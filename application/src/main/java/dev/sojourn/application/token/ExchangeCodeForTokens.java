package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.Exchanged;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
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
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final DeviceRecognition devices;
  private final SessionEventListener events;
  private final InstantSource clock;
  private final ProofOfBinding proofOfBinding;

  public ExchangeCodeForTokens(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      DeviceRecognition devices,
      SessionEventListener events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.devices = devices;
    this.events = events;
    this.clock = clock;
    this.proofOfBinding = new ProofOfBinding(sessions, policies);
  }

  private sealed interface ExchangeAttempt {
    /**
     * The rules were asked.
     *
     * @param endedNow whether this very call ended the session
     */
    record Decided(ExchangeOutcome outcome, boolean endedNow) implements ExchangeAttempt {}

    /** The caller has not proven to have a key, or to be a client, as the login wants it. */
    record Unproven(TokenAnswer answer) implements ExchangeAttempt {}

    /** It is good, but the device that would be written down has yet to be recognized. */
    record DeviceNeeded() implements ExchangeAttempt {}
  }

  private static final ExchangeAttempt UNKNOWN =
      new ExchangeAttempt.Decided(new ExchangeOutcome.Unknown(), false);

  /** The exchange writes down where and on what the caller was seen. */
  public CompletionStage<TokenAnswer> exchange(String text, CodeVerifier verifier, Caller caller) {
    var now = clock.instant();
    return mint.exchangeCode(text)
        .map(
            code ->
                proofOfBinding
                    .prove(
                        code.sessionId(),
                        session ->
                            isItsOwn(code, session, caller)
                                && caller.isEnough(policies.of(session)),
                        caller)
                    .thenCompose(
                        proven -> exchange(code, verifier, caller.knownTo(devices), proven, now))
                    .thenCompose(attempt -> answer(Optional.of(code.sessionId()), attempt, now)))
        .orElseGet(() -> answer(Optional.empty(), UNKNOWN, now));
  }

  private boolean isItsOwn(ExchangeCode code, Session session, Caller caller) {
    return mint.made(code, session, TokenAudience.APPLICATIONS) && caller.mayHave(session);
  }

  private CompletionStage<ExchangeAttempt> exchange(
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      ProofOfBinding.Proven proven,
      Instant now) {
    return switch (proven) {
      case ProofOfBinding.Proven.Key(var key) -> exchange(code, verifier, caller, key, now);
      case ProofOfBinding.Proven.Refused(var answer) ->
          CompletableFuture.completedFuture(new ExchangeAttempt.Unproven(answer));
    };
  }

  /** Recognizes the device only if the code has proved good, and decides once more then. */
  private CompletionStage<ExchangeAttempt> exchange(
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Optional<KeyThumbprint> key,
      Instant now) {
    return sessions
        .update(code.sessionId(), stored -> decide(stored, code, verifier, caller, key, now))
        .thenCompose(
            attempt ->
                attempt instanceof ExchangeAttempt.DeviceNeeded
                    ? caller
                        .recognizedBy(devices)
                        .thenCompose(recognized -> exchange(code, verifier, recognized, key, now))
                    : CompletableFuture.completedFuture(attempt));
  }

  /** Pure: the store runs it again when another node was faster. */
  private Decision<Session, ExchangeAttempt> decide(
      Optional<Session> stored,
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Optional<KeyThumbprint> provenKey,
      Instant now) {
    if (stored.isEmpty() || !isItsOwn(code, stored.get(), caller)) {
      return Decision.unchanged(UNKNOWN);
    }
    var rules = policies.rulesFor(stored.get());
    if (!caller.isEnough(rules.policy())) {
      return Decision.unchanged(
          new ExchangeAttempt.Unproven(new TokenAnswer.ClientUnauthenticated()));
    }
    return switch (stored.get().provenBy(provenKey, rules.policy())) {
      case Possession.Missing _ ->
          Decision.unchanged(new ExchangeAttempt.Unproven(new TokenAnswer.ProofMissing()));
      case Possession.OtherKey _ ->
          Decision.unchanged(new ExchangeAttempt.Unproven(new TokenAnswer.Invalid()));
      case Possession.Proven(var session) -> decide(session, code, verifier, caller, now, rules);
    };
  }

  private static Decision<Session, ExchangeAttempt> decide(
      Session session,
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Instant now,
      EffectiveRules rules) {
    var outcome = session.exchange(verifier, code.expiresAt(), now, rules);
    return switch (outcome) {
      case ExchangeOutcome.Exchanged _ when !caller.isRecognized() ->
          Decision.unchanged(new ExchangeAttempt.DeviceNeeded());
      case ExchangeOutcome.Exchanged(var exchanged) -> {
        var next = exchanged.seenAs(caller.sighting());
        yield Decision.store(
            next,
            new ExchangeAttempt.Decided(new ExchangeOutcome.Exchanged(next), false),
            caller.by().at(now));
      }
      case ExchangeOutcome.Refused(var ended) ->
          Decision.store(
              ended,
              new ExchangeAttempt.Decided(outcome, session.end().isEmpty()),
              caller.by().at(now));
      case ExchangeOutcome.WrongVerifier(var counted) ->
          Decision.store(counted, new ExchangeAttempt.Decided(outcome, false));
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          Decision.unchanged(new ExchangeAttempt.Decided(outcome, false));
    };
  }

  private CompletionStage<TokenAnswer> answer(
      Optional<SessionId> id, ExchangeAttempt attempt, Instant now) {
    return switch (attempt) {
      case ExchangeAttempt.DeviceNeeded _ ->
          throw new IllegalStateException("is decided once more");
      case ExchangeAttempt.Decided(ExchangeOutcome.Exchanged(var session), _) -> {
        events.on(new Exchanged(id, Exchanged.Outcome.EXCHANGED));
        yield mint.pair(session, now, policies.rulesFor(session))
            .thenApply(tokens -> new TokenAnswer.Issued(session, tokens, now));
      }
      case ExchangeAttempt.Decided(var refused, var endedNow) ->
          CompletableFuture.completedFuture(refuse(id, refused, endedNow));
      case ExchangeAttempt.Unproven(var answer) -> {
        events.on(new Exchanged(id, Exchanged.Outcome.UNPROVEN));
        yield CompletableFuture.completedFuture(answer);
      }
    };
  }

  private TokenAnswer refuse(Optional<SessionId> id, ExchangeOutcome refused, boolean endedNow) {
    return switch (refused) {
      case ExchangeOutcome.Refused(var session) -> {
        var reason = session.end().orElseThrow().reason();
        var reuse = endedNow && reason == EndReason.CODE_REUSE;
        if (endedNow) {
          events.on(new SessionEvent.Ended(session.id(), reason));
        }
        events.on(
            new Exchanged(id, reuse ? Exchanged.Outcome.CODE_REUSE : Exchanged.Outcome.ENDED));
        yield new TokenAnswer.Ended(reason);
      }
      case ExchangeOutcome.Exchanged _ -> throw new IllegalArgumentException("is not refused");
      case ExchangeOutcome.WrongVerifier _ -> invalid(id, Exchanged.Outcome.WRONG_VERIFIER);
      case ExchangeOutcome.TooManyTries _ -> invalid(id, Exchanged.Outcome.TOO_MANY_TRIES);
      case ExchangeOutcome.CodeExpired _ -> invalid(id, Exchanged.Outcome.CODE_EXPIRED);
      case ExchangeOutcome.AlreadyExchanged _ -> invalid(id, Exchanged.Outcome.ALREADY_EXCHANGED);
      case ExchangeOutcome.Unknown _ -> invalid(id, Exchanged.Outcome.UNKNOWN);
    };
  }

  private TokenAnswer invalid(Optional<SessionId> id, Exchanged.Outcome cause) {
    events.on(new Exchanged(id, cause));
    return new TokenAnswer.Invalid();
  }
}
