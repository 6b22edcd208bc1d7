package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.token.TokenMint;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Notes that the person of a session has proved anew who they are: both timeouts start again, all
 * earlier tokens are void, new ones are handed out as at the opening.
 */
public final class ReauthenticateSession {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final Entropy entropy;
  private final SessionEventListener events;
  private final InstantSource clock;

  public ReauthenticateSession(
      SessionStore sessions,
      PoliciesInForce policies,
      TokenMint mint,
      Entropy entropy,
      SessionEventListener events,
      InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.mint = mint;
    this.entropy = entropy;
    this.events = events;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Outcome {
    /** It begins anew. */
    record Done(Opened opened) implements Outcome {}

    /** It is over, and stays so: open another one. */
    record Ended(EndReason reason) implements Outcome {}

    /** There is no such session, or it is one of the console, which opens another instead. */
    record Unknown() implements Outcome {}
  }

  private sealed interface Decided {
    record Anew(Session session) implements Decided {}

    record Over(End end, boolean endedNow) implements Decided {}

    record Missing() implements Decided {}
  }

  /**
   * Completes when the new secret is durable, so that no earlier token is answered after it.
   *
   * @param reach where the session must be: the client that reauthenticates it gets its tokens
   */
  public CompletionStage<Outcome> reauthenticate(
      SessionId id, List<String> amr, Optional<String> acr, SessionReach reach, Initiator by) {
    var now = clock.instant();
    var authentication = new Authentication(now, amr, acr);
    var secret = entropy.secret();
    return sessions
        .update(id, stored -> decide(stored, authentication, secret, reach, by.at(now), now))
        .thenCompose(decided -> answer(id, decided, now));
  }

  private Decision<Session, Decided> decide(
      Optional<Session> stored,
      Authentication authentication,
      Secret secret,
      SessionReach reach,
      Cause cause,
      Instant now) {
    // The holder of the tokens of a console session would be that operator.
    if (stored.isEmpty()
        || !reach.covers(stored.get())
        || TokenAudience.CONSOLE.takes(stored.get().policy())) {
      return Decision.unchanged(new Decided.Missing());
    }
    var session = stored.get();
    return switch (session.verdict(now, policies.rulesFor(session))) {
      case Verdict.Active _ -> {
        var anew = session.reauthenticated(authentication, secret, now, policies.of(session));
        yield Decision.store(anew, new Decided.Anew(anew), cause);
      }
      case Verdict.Ended(var end) -> {
        var ended = session.endedBy(end);
        yield Decision.store(ended, new Decided.Over(end, session.end().isEmpty()), cause);
      }
    };
  }

  private CompletionStage<Outcome> answer(SessionId id, Decided decided, Instant now) {
    return switch (decided) {
      case Decided.Anew(var session) ->
          Opened.of(session, now, policies.rulesFor(session), mint).thenApply(Outcome.Done::new);
      case Decided.Over(var end, var endedNow) -> {
        if (endedNow) {
          events.on(new SessionEvent.Ended(id, end.reason()));
        }
        yield CompletableFuture.completedFuture(new Outcome.Ended(end.reason()));
      }
      case Decided.Missing _ -> CompletableFuture.completedFuture(new Outcome.Unknown());
    };
  }
}
