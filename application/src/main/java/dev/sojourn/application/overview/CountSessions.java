package dev.sojourn.application.overview;

import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.policy.PolicyName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many sessions there are, for somebody who watches. Counting many millions takes a store
 * seconds, so it is done while nobody waits, at most every {@link #EVERY}, and as long as somebody
 * asks.
 */
public final class CountSessions {
  /** How old a count gets before there is another. */
  public static final Duration EVERY = Duration.ofSeconds(10);

  private final SessionStore sessions;
  private final InstantSource clock;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Optional<Count> latest = Optional.empty();

  public CountSessions(SessionStore sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * What was counted.
   *
   * @param byPolicy those that are not recorded as ended; some may be over, until the sweeper comes
   * @param overdue since when the sweeper has had something to look at, if it has
   * @param at when it began
   */
  public record Count(Map<PolicyName, Long> byPolicy, Optional<Instant> overdue, Instant at) {
    public Count {
      byPolicy = Map.copyOf(byPolicy);
    }

    /** All of them. */
    public long all() {
      return byPolicy.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** The latest count; empty before the first is done. Never waits. */
  public Optional<Count> latest() {
    var now = clock.instant();
    var isFresh = latest.map(count -> now.isBefore(count.at().plus(EVERY))).orElse(false);
    if (!isFresh && underWay.compareAndSet(false, true)) {
      sessions
          .countUnended()
          .thenCombine(
              sessions.nextDue(),
              (byPolicy, due) -> new Count(byPolicy, due.filter(now::isAfter), now))
          .whenComplete(
              (count, failure) -> {
                if (failure == null) {
                  latest = Optional.of(count);
                }
                underWay.set(false);
              });
    }
    return latest;
  }
}
