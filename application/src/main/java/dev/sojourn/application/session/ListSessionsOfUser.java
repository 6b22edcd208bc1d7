package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lists the sessions of a user, those that have ended too, newest activity first. */
public final class ListSessionsOfUser {
  /** The most that are listed; who has more is better searched for. */
  public static final int MOST = 1000;

  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final InstantSource clock;

  public ListSessionsOfUser(SessionStore sessions, PoliciesInForce policies, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.clock = clock;
  }

  /** Of the {@link #MOST} latest those within reach, of one state or of both. */
  public CompletionStage<List<Judged>> list(
      UserId userId, Optional<SessionState> state, SessionReach reach) {
    var now = clock.instant();
    return sessions
        .ofUser(userId, MOST)
        .thenApply(
            found ->
                found.stream()
                    .filter(reach::covers)
                    .map(session -> Judged.at(now, session, policies))
                    .filter(judged -> state.map(wanted -> wanted.isOf(judged)).orElse(true))
                    .toList());
  }
}
