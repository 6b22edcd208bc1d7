package dev.sojourn.application.token;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionEvents.Refreshed;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.RefreshOutcome.Refused;
import dev.sojourn.domain.session.RefreshOutcome.Replayed;
import dev.sojourn.domain.session.RefreshOutcome.Rotated;
import dev.sojourn.domain.session.RefreshOutcome.Unknown;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Sighting;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Trades a refresh token for its successor; ends the session when the token proves a copy. */
public final class RefreshTokens {
  private final SessionStore sessions;
  private final Policies policies;
  private final TokenMint mint;
  private final SessionEvents events;
  private final InstantSource clock;

  public RefreshTokens(
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
  private record Refresh(RefreshOutcome outcome, boolean endedNow) {}

  /**
   * @param sighting the address and device of the caller, which a rotation writes down
   */
  public CompletionStage<TokenAnswer> refresh(String text, Sighting sighting) {
    var now = clock.instant();
    return mint.refreshToken(text)
        .map(
            token ->
                sessions
                    .update(token.sessionId(), stored -> decide(stored, token, sighting, now))
                    .thenApply(refresh -> answer(refresh, now)))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(answer(new Refresh(new Unknown(), false), now)));
  }

  /** Pure: the store runs it again when another node was faster. */
  private Decision<Session, Refresh> decide(
      Optional<Session> stored, RefreshToken token, Sighting sighting, Instant now) {
    if (stored.isEmpty() || !mint.made(token, stored.get().rotation().secret())) {
      return Decision.unchanged(new Refresh(new Unknown(), false));
    }
    var session = stored.get();
    var outcome = session.refresh(token.generation(), now, policies.named(session.policy()));
    return switch (outcome) {
      case Rotated(var rotated) -> {
        var next = rotated.seenAs(sighting);
        yield Decision.store(next, new Refresh(new Rotated(next), false));
      }
      case Refused(var ended) ->
          Decision.store(ended, new Refresh(outcome, session.end().isEmpty()));
      case Replayed _, Unknown _ -> Decision.unchanged(new Refresh(outcome, false));
    };
  }

  /** Mints tokens, and only for what is durable. */
  private TokenAnswer answer(Refresh refresh, Instant now) {
    return switch (refresh.outcome()) {
      case Rotated(var session) -> {
        events.refreshed(Refreshed.ROTATED);
        yield issued(session, now);
      }
      case Replayed(var session) -> {
        events.refreshed(Refreshed.REPLAYED);
        yield issued(session, now);
      }
      case Refused(var session) -> {
        var reason = session.end().orElseThrow().reason();
        var reuse = refresh.endedNow() && reason == EndReason.TOKEN_REUSE;
        events.refreshed(reuse ? Refreshed.REUSE : Refreshed.ENDED);
        if (refresh.endedNow()) {
          events.ended(session.id(), reason);
        }
        yield new TokenAnswer.Ended(reason);
      }
      case Unknown _ -> {
        events.refreshed(Refreshed.UNKNOWN);
        yield new TokenAnswer.Invalid();
      }
    };
  }

  private TokenAnswer issued(Session session, Instant now) {
    var tokens = mint.pair(session, now, policies.named(session.policy()));
    return new TokenAnswer.Issued(session, tokens, now);
  }
}
