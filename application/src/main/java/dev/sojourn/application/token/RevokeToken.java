package dev.sojourn.application.token;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Signs out with a token (RFC 7009): whoever holds an access or refresh token of a session, of any
 * generation, may end it. A token that is none is answered in the same way.
 */
public final class RevokeToken {
  private final SessionStore sessions;
  private final Policies policies;
  private final TokenMint mint;
  private final SessionEvents events;
  private final InstantSource clock;

  public RevokeToken(
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

  /** Completes when the session, if there is one, has durably ended. */
  public CompletionStage<Void> revoke(String text) {
    var now = clock.instant();
    var byRefresh =
        mint.refreshToken(text)
            .map(token -> end(token.sessionId(), secret -> mint.made(token, secret), now));
    return byRefresh
        .or(
            () ->
                mint.accessToken(text)
                    .map(token -> end(token.sessionId(), secret -> mint.made(token, secret), now)))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletionStage<Void> end(SessionId id, Predicate<Secret> isAuthentic, Instant now) {
    return sessions
        .update(id, stored -> decide(stored, isAuthentic, now))
        .thenAccept(ended -> ended.ifPresent(reason -> events.ended(id, reason)));
  }

  private Decision<Session, Optional<EndReason>> decide(
      Optional<Session> stored, Predicate<Secret> isAuthentic, Instant now) {
    if (stored.isEmpty()
        || stored.get().end().isPresent()
        || !isAuthentic.test(stored.get().rotation().secret())) {
      return Decision.unchanged(Optional.empty());
    }
    var session = stored.get();
    var ended = session.end(EndReason.LOGOUT, now, policies.named(session.policy()));
    return Decision.store(ended, ended.end().map(end -> end.reason()));
  }
}
