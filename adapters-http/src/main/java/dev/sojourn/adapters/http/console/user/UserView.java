package dev.sojourn.adapters.http.console.user;

import dev.sojourn.application.session.Judged;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A user and their sessions.
 *
 * @param sessions those that live first, and of each the one that was active last
 * @param disabledSince absent for one who may have sessions
 */
public record UserView(
    UserId userId, List<Judged> sessions, Optional<Instant> disabledSince, Instant now) {
  public UserView {
    sessions = List.copyOf(sessions);
  }

  /** How many live. */
  public long active() {
    return sessions.stream().filter(Judged::isActive).count();
  }
}
