package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Searches sessions page by page, the latest opened first. */
public final class SearchSessions {
  /** The most sessions of a page. */
  public static final int MOST = 200;

  /**
   * How many times a page asks the store. A store hands out a few sessions that are over without
   * being recorded so; they are judged here, and what falls out is filled up.
   */
  private static final int ROUNDS = 10;

  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final InstantSource clock;

  public SearchSessions(SessionStore sessions, PoliciesInForce policies, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * A page of the result.
   *
   * @param next where to go on; empty at the end. A page may be short and still not be the last
   */
  public record Page(List<Judged> items, Optional<Position> next) {}

  /**
   * @param reach where the sessions must be
   * @param limit 1 to {@link #MOST}
   */
  public CompletionStage<Page> search(
      SessionQuery query, SessionReach reach, Optional<Position> after, int limit) {
    return fill(query, reach, clock.instant(), new ArrayList<>(), after, limit, ROUNDS);
  }

  private CompletionStage<Page> fill(
      SessionQuery query,
      SessionReach reach,
      Instant now,
      List<Judged> page,
      Optional<Position> after,
      int limit,
      int rounds) {
    // One more than wanted tells whether there is a next page at all.
    var asked = limit - page.size() + 1;
    return sessions
        .search(query.filter(now, policies.haveCutOffs(), reach.client()), after, asked)
        .thenCompose(
            found -> {
              var reached = after;
              for (var session : found) {
                var judged = Judged.at(now, session, policies);
                var wanted =
                    reach.covers(session)
                        && query.state().map(state -> state.isOf(judged)).orElse(true);
                if (wanted && page.size() == limit) {
                  return done(page, reached);
                }
                if (wanted) {
                  page.add(judged);
                }
                reached = Optional.of(Position.of(session));
              }
              if (found.size() < asked) {
                return done(page, Optional.empty());
              }
              return rounds > 1
                  ? fill(query, reach, now, page, last(found), limit, rounds - 1)
                  : done(page, last(found));
            });
  }

  private static Optional<Position> last(List<Session> found) {
    return Optional.of(Position.of(found.getLast()));
  }

  private static CompletionStage<Page> done(List<Judged> page, Optional<Position> next) {
    return CompletableFuture.completedFuture(new Page(List.copyOf(page), next));
  }
}
