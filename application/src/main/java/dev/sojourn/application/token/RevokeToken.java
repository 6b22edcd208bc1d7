package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.policy.ClientAuthentication;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.AccessToken;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Signs out with a token (RFC 7009): the holder of an access or refresh token of a session, of any
 * generation, may end it. A token that is none is answered in the same way.
 */
public final class RevokeToken {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final SessionEventListener events;
  private final InstantSource clock;

  public RevokeToken(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      SessionEventListener events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.events = events;
    this.clock = clock;
  }

  /** What came of it. */
  public enum Outcome {
    /** The session, if the token is of one, has ended. */
    DONE,
    /** The policy of the session wants its client to authenticate; nothing has changed. */
    CLIENT_UNAUTHENTICATED
  }

  private record Result(Outcome outcome, Optional<EndReason> ended) {
    static final Result NOTHING = new Result(Outcome.DONE, Optional.empty());
  }

  /**
   * Completes when the session, if there is one, has durably ended.
   *
   * @param client who says so, if that is known: the tokens of another client are none of its
   *     business (RFC 7009, section 2.1)
   */
  public CompletionStage<Outcome> revoke(String text, Optional<ClientId> client, Initiator by) {
    var now = clock.instant();
    return mint.refreshToken(text)
        .map(
            token ->
                end(
                    token.sessionId(),
                    session -> mint.made(token, session, TokenAudience.APPLICATIONS),
                    client,
                    by.at(now)))
        .orElseGet(
            () -> mint.accessToken(text).thenCompose(token -> end(token, client, by.at(now))));
  }

  private CompletionStage<Outcome> end(
      Optional<AccessToken> stated, Optional<ClientId> client, Cause cause) {
    return stated
        .map(
            token ->
                end(
                    token.sessionId(),
                    session -> mint.made(token, session, TokenAudience.APPLICATIONS),
                    client,
                    cause))
        .orElseGet(() -> CompletableFuture.completedFuture(Outcome.DONE));
  }

  private CompletionStage<Outcome> end(
      SessionId id, Predicate<Session> isAuthentic, Optional<ClientId> client, Cause cause) {
    return sessions
        .update(id, stored -> decide(stored, isAuthentic, client, cause))
        .thenApply(
            result -> {
              result.ended().ifPresent(reason -> events.on(new SessionEvent.Ended(id, reason)));
              return result.outcome();
            });
  }

  private Decision<Session, Result> decide(
      Optional<Session> stored,
      Predicate<Session> isAuthentic,
      Optional<ClientId> client,
      Cause cause) {
    if (stored.isEmpty()
        || stored.get().end().isPresent()
        || client.stream().anyMatch(other -> !stored.get().origin().isOf(other))
        || !isAuthentic.test(stored.get())) {
      return Decision.unchanged(Result.NOTHING);
    }
    var session = stored.get();
    var rules = policies.rulesFor(session);
    if (rules.policy().tokens().clientAuthentication() == ClientAuthentication.REQUIRED
        && !(cause.by().actor() instanceof Actor.Client)) {
      return Decision.unchanged(new Result(Outcome.CLIENT_UNAUTHENTICATED, Optional.empty()));
    }
    var ended = session.end(EndReason.LOGOUT, cause.at(), rules);
    return Decision.store(
        ended, new Result(Outcome.DONE, ended.end().map(end -> end.reason())), cause);
  }
}
