package dev.sojourn.application.token;

import dev.sojourn.application.cutoff.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionEvents.Exchanged;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.KeyThumbprint;
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
  private final SessionEvents events;
  private final InstantSource clock;
  private final ProofOfBinding proofOfBinding;

  public ExchangeCodeForTokens(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      DeviceRecognition devices,
      SessionEvents events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.devices = devices;
    this.events = events;
    this.clock = clock;
    this.proofOfBinding = new ProofOfBinding(sessions, policies);
  }

  private sealed interface Attempt {
    /**
     * The rules were asked.
     *
     * @param endedNow whether this very call ended the session
     */
    record Decided(ExchangeOutcome outcome, boolean endedNow) implements Attempt {}

    /** The caller has not proven to have a key, or to be a client, as the login wants it. */
    record Unproven(TokenAnswer answer) implements Attempt {}

    /** It is good, but the device that would be written down has yet to be recognized. */
    record DeviceNeeded() implements Attempt {}
  }

  private static final Attempt UNKNOWN = new Attempt.Decided(new ExchangeOutcome.Unknown(), false);

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

  private CompletionStage<Attempt> exchange(
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      ProofOfBinding.Proven proven,
      Instant now) {
    return switch (proven) {
      case ProofOfBinding.Proven.Key(var key) -> exchange(code, verifier, caller, key, now);
      case ProofOfBinding.Proven.Refused(var answer) ->
          CompletableFuture.completedFuture(new Attempt.Unproven(answer));
    };
  }

  /** Recognizes the device only if the code has proved good, and decides once more then. */
  private CompletionStage<Attempt> exchange(
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Optional<KeyThumbprint> key,
      Instant now) {
    return sessions
        .update(code.sessionId(), stored -> decide(stored, code, verifier, caller, key, now))
        .thenCompose(
            attempt ->
                attempt instanceof Attempt.DeviceNeeded
                    ? caller
                        .recognizedBy(devices)
                        .thenCompose(recognized -> exchange(code, verifier, recognized, key, now))
                    : CompletableFuture.completedFuture(attempt));
  }

  /** Pure: the store runs it again when another node was faster. */
  private Decision<Session, Attempt> decide(
      Optional<Session> stored,
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Optional<KeyThumbprint> provenKey,
      Instant now) {
    if (stored.isEmpty() || !isItsOwn(code, stored.get(), caller)) {
      return Decision.unchanged(UNKNOWN);
    }
    var policy = policies.of(stored.get());
    if (!caller.isEnough(policy)) {
      return Decision.unchanged(new Attempt.Unproven(new TokenAnswer.ClientUnauthenticated()));
    }
    return switch (stored.get().provenBy(provenKey, policy)) {
      case Possession.Missing _ ->
          Decision.unchanged(new Attempt.Unproven(new TokenAnswer.ProofMissing()));
      case Possession.OtherKey _ ->
          Decision.unchanged(new Attempt.Unproven(new TokenAnswer.Invalid()));
      case Possession.Proven(var session) -> decide(session, code, verifier, caller, now, policy);
    };
  }

  private static Decision<Session, Attempt> decide(
      Session session,
      ExchangeCode code,
      CodeVerifier verifier,
      Caller caller,
      Instant now,
      SessionPolicy policy) {
    var outcome = session.exchange(verifier, code.expiresAt(), now, policy);
    return switch (outcome) {
      case ExchangeOutcome.Exchanged _ when !caller.isRecognized() ->
          Decision.unchanged(new Attempt.DeviceNeeded());
      case ExchangeOutcome.Exchanged(var exchanged) -> {
        var next = exchanged.seenAs(caller.sighting());
        yield Decision.store(
            next,
            new Attempt.Decided(new ExchangeOutcome.Exchanged(next), false),
            AuditEntry.ofSession(Optional.of(session), next, caller.by().at(now)));
      }
      case ExchangeOutcome.Refused(var ended) ->
          Decision.store(
              ended,
              new Attempt.Decided(outcome, session.end().isEmpty()),
              AuditEntry.ofSession(Optional.of(session), ended, caller.by().at(now)));
      case ExchangeOutcome.WrongVerifier(var counted) ->
          Decision.store(counted, new Attempt.Decided(outcome, false));
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          Decision.unchanged(new Attempt.Decided(outcome, false));
    };
  }

  private CompletionStage<TokenAnswer> answer(
      Optional<SessionId> id, Attempt attempt, Instant now) {
    return switch (attempt) {
      case Attempt.DeviceNeeded _ -> throw new IllegalStateException("is decided once more");
      case Attempt.Decided(ExchangeOutcome.Exchanged(var session), _) -> {
        events.exchanged(id, Exchanged.EXCHANGED);
        yield mint.pair(session, now, policies.of(session))
            .thenApply(tokens -> new TokenAnswer.Issued(session, tokens, now));
      }
      case Attempt.Decided(var refused, var endedNow) ->
          CompletableFuture.completedFuture(refuse(id, refused, endedNow));
      case Attempt.Unproven(var answer) -> {
        events.exchanged(id, Exchanged.UNPROVEN);
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
          events.ended(session.id(), reason);
        }
        events.exchanged(id, reuse ? Exchanged.CODE_REUSE : Exchanged.ENDED);
        yield new TokenAnswer.Ended(reason);
      }
      case ExchangeOutcome.Exchanged _ -> throw new IllegalArgumentException("is not refused");
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
