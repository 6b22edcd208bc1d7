package dev.sojourn.application.session;

import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds users by the beginning of their ids, page by page. */
public final class FindUsers {
  /** The most users of a page. */
  public static final int MOST = 200;

  private final SessionStore sessions;

  public FindUsers(SessionStore sessions) {
    this.sessions = sessions;
  }

  /**
   * A page of the result.
   *
   * @param next behind whom the next page begins; empty on the last
   */
  public record Page(List<UserId> users, Optional<UserId> next) {
    public Page {
      users = List.copyOf(users);
    }
  }

  /**
   * Users who have sessions, ended ones too, as long as those are kept.
   *
   * @param limit 1 to {@link #MOST}
   */
  public CompletionStage<Page> find(UserIdPrefix prefix, Optional<UserId> after, int limit) {
    // One more than wanted, which tells whether there is another page.
    return sessions
        .users(prefix, after, limit + 1)
        .thenApply(
            found ->
                found.size() > limit
                    ? new Page(found.subList(0, limit), Optional.of(found.get(limit - 1)))
                    : new Page(found, Optional.empty()));
  }
}
