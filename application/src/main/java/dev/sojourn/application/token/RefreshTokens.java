package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.RefreshOutcome.Refused;
import dev.sojourn.domain.session.RefreshOutcome.Replayed;
import dev.sojourn.domain.session.RefreshOutcome.Rotated;
import dev.sojourn.domain.session.RefreshOutcome.Unknown;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Trades a refresh token for its successor; ends the session when the token proves a copy. */
public final class RefreshTokens {
  private final TokenAudience audience;
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final DeviceRecognition devices;
  private final SessionEventListener events;
  private final InstantSource clock;
  private final ProofOfBinding proofOfBinding;

  /**
   * @param audience whose tokens it trades; those of the other are unknown to it
   */
  public RefreshTokens(
      TokenAudience audience,
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      DeviceRecognition devices,
      SessionEventListener events,
      InstantSource clock) {
    this.audience = audience;
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.devices = devices;
    this.events = events;
    this.clock = clock;
    this.proofOfBinding = new ProofOfBinding(sessions, policies);
  }

  private sealed interface Refresh {
    /**
     * The rules were asked.
     *
     * @param endedNow whether this very call ended the session
     */
    record Decided(RefreshOutcome outcome, boolean endedNow) implements Refresh {}

    /** The caller has not proven to have a key, or to be a client, as the session wants it. */
    record Unproven(TokenAnswer answer) implements Refresh {}

    /** It is good, but the device that would be written down has yet to be recognized. */
    record DeviceNeeded() implements Refresh {}
  }

  private static final Refresh UNKNOWN = new Refresh.Decided(new Unknown(), false);

  /** A rotation writes down where and on what the caller was seen. */
  public CompletionStage<TokenAnswer> refresh(String text, Caller caller) {
    var now = clock.instant();
    return mint.refreshToken(text)
        .map(
            token ->
                proofOfBinding
                    .prove(
                        token.sessionId(),
                        session ->
                            isItsOwn(token, session, caller)
                                && caller.isEnough(policies.of(session)),
                        caller)
                    .thenCompose(proven -> refresh(token, caller.knownTo(devices), proven, now))
                    .thenCompose(refresh -> answer(refresh, now)))
        .orElseGet(() -> answer(UNKNOWN, now));
  }

  private boolean isItsOwn(RefreshToken token, Session session, Caller caller) {
    return mint.made(token, session, audience) && caller.mayHave(session);
  }

  private CompletionStage<Refresh> refresh(
      RefreshToken token, Caller caller, ProofOfBinding.Proven proven, Instant now) {
    return switch (proven) {
      case ProofOfBinding.Proven.Key(var key) -> refresh(token, caller, key, now);
      case ProofOfBinding.Proven.Refused(var answer) ->
          CompletableFuture.completedFuture(new Refresh.Unproven(answer));
    };
  }

  /** Recognizes the device only if the token has proved good, and decides once more then. */
  private CompletionStage<Refresh> refresh(
      RefreshToken token, Caller caller, Optional<KeyThumbprint> key, Instant now) {
    return sessions
        .update(token.sessionId(), stored -> decide(stored, token, caller, key, now))
        .thenCompose(
            refresh ->
                refresh instanceof Refresh.DeviceNeeded
                    ? caller
                        .recognizedBy(devices)
                        .thenCompose(recognized -> refresh(token, recognized, key, now))
                    : CompletableFuture.completedFuture(refresh));
  }

  /** Pure: the store runs it again when another node was faster. */
  private Decision<Session, Refresh> decide(
      Optional<Session> stored,
      RefreshToken token,
      Caller caller,
      Optional<KeyThumbprint> provenKey,
      Instant now) {
    if (stored.isEmpty() || !isItsOwn(token, stored.get(), caller)) {
      return Decision.unchanged(UNKNOWN);
    }
    var rules = policies.rulesFor(stored.get());
    if (!caller.isEnough(rules.policy())) {
      return Decision.unchanged(new Refresh.Unproven(new TokenAnswer.ClientUnauthenticated()));
    }
    return switch (stored.get().provenBy(provenKey, rules.policy())) {
      case Possession.Missing _ ->
          Decision.unchanged(new Refresh.Unproven(new TokenAnswer.ProofMissing()));
      case Possession.OtherKey _ ->
          Decision.unchanged(new Refresh.Unproven(new TokenAnswer.Invalid()));
      case Possession.Proven(var session) -> decide(session, token, caller, now, rules);
    };
  }

  private static Decision<Session, Refresh> decide(
      Session session, RefreshToken token, Caller caller, Instant now, EffectiveRules rules) {
    var outcome = session.refresh(token.generation(), now, rules);
    return switch (outcome) {
      case Rotated _ when !caller.isRecognized() -> Decision.unchanged(new Refresh.DeviceNeeded());
      case Rotated(var rotated) -> {
        var next = rotated.seenAs(caller.sighting());
        yield Decision.store(next, new Refresh.Decided(new Rotated(next), false));
      }
      case Refused(var ended) ->
          Decision.store(
              ended, new Refresh.Decided(outcome, session.end().isEmpty()), caller.by().at(now));
      case Replayed(var same) -> Decision.store(same, new Refresh.Decided(outcome, false));
      case Unknown _ -> Decision.unchanged(new Refresh.Decided(outcome, false));
    };
  }

  /** Mints tokens, and only for what is durable. */
  private CompletionStage<TokenAnswer> answer(Refresh refresh, Instant now) {
    return switch (refresh) {
      case Refresh.DeviceNeeded _ -> throw new IllegalStateException("is decided once more");
      case Refresh.Unproven(var answer) -> {
        events.on(new Refreshed(Refreshed.Outcome.UNPROVEN));
        yield CompletableFuture.completedFuture(answer);
      }
      case Refresh.Decided(Rotated(var session), _) -> {
        events.on(new Refreshed(Refreshed.Outcome.ROTATED));
        yield issued(session, now);
      }
      case Refresh.Decided(Replayed(var session), _) -> {
        events.on(new Refreshed(Refreshed.Outcome.REPLAYED));
        yield issued(session, now);
      }
      case Refresh.Decided(Refused(var session), var endedNow) -> {
        var reason = session.end().orElseThrow().reason();
        var reuse = endedNow && reason == EndReason.TOKEN_REUSE;
        events.on(new Refreshed(reuse ? Refreshed.Outcome.REUSE : Refreshed.Outcome.ENDED));
        if (endedNow) {
          events.on(new SessionEvent.Ended(session.id(), reason));
        }
        yield CompletableFuture.completedFuture(new TokenAnswer.Ended(reason));
      }
      case Refresh.Decided(Unknown _, _) -> {
        events.on(new Refreshed(Refreshed.Outcome.UNKNOWN));
        yield CompletableFuture.completedFuture(new TokenAnswer.Invalid());
      }
    };
  }

  private CompletionStage<TokenAnswer> issued(Session session, Instant now) {
    return mint.pair(session, now, policies.rulesFor(session))
        .thenApply(tokens -> new TokenAnswer.Issued(session, tokens, now));
  }
}
