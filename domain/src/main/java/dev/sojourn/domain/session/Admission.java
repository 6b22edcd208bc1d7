package dev.sojourn.domain.session;

import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Whether a user may open one more session under a session limit. docs/rules.md, section 4. */
public sealed interface Admission {
  /**
   * The session may be opened.
   *
   * @param evicted the sessions that must end for it, the oldest first
   */
  record Admitted(List<Session> evicted) implements Admission {
    public Admitted {
      evicted = List.copyOf(evicted);
    }
  }

  /** The user has as many sessions as the limit allows. */
  record Rejected() implements Admission {}

  /**
   * @param active the active sessions of the user with the policy of the limit
   */
  static Admission under(SessionLimit limit, Collection<Session> active) {
    var tooMany = Math.max(0, active.size() + 1 - limit.most());
    if (tooMany > 0 && limit.onLimit() == OnLimit.REJECT) {
      return new Rejected();
    }
    return new Admitted(
        active.stream()
            .sorted(
                Comparator.comparing((Session session) -> session.times().createdAt())
                    .thenComparing(Session::id))
            .limit(tooMany)
            .toList());
  }
}
