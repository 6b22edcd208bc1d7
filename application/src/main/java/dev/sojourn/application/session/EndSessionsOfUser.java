package dev.sojourn.application.session;

import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.session.EndSession.Outcome;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ends all sessions of a user, or all but one. */
public final class EndSessionsOfUser {
  private final SessionStore sessions;
  private final EndSession endSession;

  public EndSessionsOfUser(SessionStore sessions, EndSession endSession) {
    this.sessions = sessions;
    this.endSession = endSession;
  }

  /** Those within reach; completes with how many this call ended, when all have durably ended. */
  public CompletionStage<Integer> end(
      UserId userId,
      Optional<SessionId> except,
      EndReason reason,
      SessionReach reach,
      Initiator by) {
    return sessions
        .unendedOfUser(userId)
        .thenCompose(
            ids -> {
              // All at once: a store gathers them into few batches.
              var ends =
                  ids.stream()
                      .filter(id -> !except.equals(Optional.of(id)))
                      .map(id -> endSession.end(id, reason, reach, by))
                      .map(CompletionStage::toCompletableFuture)
                      .toList();
              return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                  .thenApply(
                      _ -> (int) ends.stream().filter(end -> end.join() == Outcome.ENDED).count());
            });
  }
}
