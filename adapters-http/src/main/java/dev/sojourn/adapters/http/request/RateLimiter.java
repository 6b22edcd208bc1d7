package dev.sojourn.adapters.http.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts who calls how often: in any stretch of time as long as the limit's duration, at most as
 * many calls pass as the limit says.
 *
 * <p>A token bucket would let through its whole capacity and, in the same stretch, what flows in
 * meanwhile: twice the limit. So calls are counted in tenths of the duration, and the last eleven,
 * which any stretch lies within, must not have more than the limit together. What is refused is not
 * counted, so that a caller who goes on trying gets in when the wait is over.
 *
 * <p>What it remembers is bounded. A caller who is forgotten begins anew: somebody with very many
 * addresses gains calls from each of them, and costs nobody else any.
 *
 * <p>Safe for any thread; callers do not wait for each other.
 */
public final class RateLimiter {
  static final int MOST_REMEMBERED = 100_000;

  /** The duration in parts. */
  private static final int PARTS = 10;

  /** A stretch as long as the duration touches one part more, unless it begins with one. */
  private static final int COUNTED = PARTS + 1;

  private final Optional<RateLimit> limit;
  private final LongSupplier nanoTime;
  private final long began;
  private final Cache<String, Count> counts;

  /**
   * @param limit none at all, if absent
   */
  public RateLimiter(Optional<RateLimit> limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(limit.map(RateLimit::within).orElse(Duration.ZERO).multipliedBy(2))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** Counts a call; if it is one too many, says how long to wait. */
  public Optional<Duration> tooMany(String who) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    var part = limit.get().within().toNanos() / PARTS;
    var now = nanoTime.getAsLong() - began;
    var wait = counts.get(who, _ -> new Count()).add(now / part, limit.get().most());
    return wait == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((now / part + wait) * part - now));
  }

  /** The calls of one caller, by the parts of time in which they came. */
  private static final class Count {
    private final int[] calls = new int[COUNTED];
    private long newest;
    private int sum;

    /**
     * Counts a call, if it is not one too many.
     *
     * @return how many parts there are until the next call passes, this one included; 0 if it
     *     passes
     */
    synchronized long add(long part, int most) {
      advance(part);
      if (sum < most) {
        calls[place(newest)]++;
        sum++;
        return 0;
      }
      var oldest = newest - PARTS;
      while (calls[place(oldest)] == 0) {
        oldest++;
      }
      return oldest + COUNTED - newest;
    }

    /** Time of several threads may come out of order; then it stands still. */
    private void advance(long part) {
      if (part - newest >= COUNTED) {
        Arrays.fill(calls, 0);
        sum = 0;
        newest = part;
      }
      while (newest < part) {
        newest++;
        sum -= calls[place(newest)];
        calls[place(newest)] = 0;
      }
    }

    private static int place(long part) {
      return (int) Math.floorMod(part, (long) COUNTED);
    }
  }
}
