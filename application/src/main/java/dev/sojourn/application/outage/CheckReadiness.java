package dev.sojourn.application.outage;

import dev.sojourn.application.port.SessionStore;
import java.util.concurrent.CompletionStage;

/** Says whether this node can do its work. */
public final class CheckReadiness {
  private final SessionStore sessions;
  private final OutageGrace grace;

  public CheckReadiness(SessionStore sessions, OutageGrace grace) {
    this.sessions = sessions;
    this.grace = grace;
  }

  /** What a node can do. */
  public enum Readiness {
    /** Everything. */
    UP,
    /** Without the store: accept access tokens of sessions that it remembers. */
    OUTAGE,
    /** Nothing, for the store is away. */
    DOWN
  }

  /** Asks the store. */
  public CompletionStage<Readiness> check() {
    return sessions
        .ping()
        .handle(
            (_, failure) -> {
              if (failure == null) {
                return Readiness.UP;
              }
              return grace.lasts() ? Readiness.OUTAGE : Readiness.DOWN;
            });
  }
}
