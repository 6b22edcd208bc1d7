package dev.sojourn.application.token;

import dev.sojourn.application.cutoff.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.By;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.AccessToken;
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
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final SessionEvents events;
  private final InstantSource clock;

  public RevokeToken(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      SessionEvents events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Completes when the session, if there is one, has durably ended.
   *
   * @param client who says so, if that is known: the tokens of another client are none of its
   *     business (RFC 7009, section 2.1)
   */
  public CompletionStage<Void> revoke(String text, Optional<ClientId> client, By by) {
    var now = clock.instant();
    return mint.refreshToken(text)
        .map(
            token -> end(token.sessionId(), secret -> mint.made(token, secret), client, by.at(now)))
        .orElseGet(
            () -> mint.accessToken(text).thenCompose(token -> end(token, client, by.at(now))));
  }

  private CompletionStage<Void> end(
      Optional<AccessToken> stated, Optional<ClientId> client, Cause cause) {
    return stated
        .map(token -> end(token.sessionId(), secret -> mint.made(token, secret), client, cause))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletionStage<Void> end(
      SessionId id, Predicate<Secret> isAuthentic, Optional<ClientId> client, Cause cause) {
    return sessions
        .update(id, stored -> decide(stored, isAuthentic, client, cause))
        .thenAccept(ended -> ended.ifPresent(reason -> events.ended(id, reason)));
  }

  private Decision<Session, Optional<EndReason>> decide(
      Optional<Session> stored,
      Predicate<Secret> isAuthentic,
      Optional<ClientId> client,
      Cause cause) {
    if (stored.isEmpty()
        || stored.get().end().isPresent()
        || client.stream().anyMatch(other -> !stored.get().origin().isOf(other))
        || !isAuthentic.test(stored.get().rotation().secret())) {
      return Decision.unchanged(Optional.empty());
    }
    var session = stored.get();
    var ended = session.end(EndReason.LOGOUT, cause.at(), policies.of(session));
    return Decision.store(
        ended, ended.end().map(end -> end.reason()), AuditEntry.ofSession(stored, ended, cause));
  }
}
