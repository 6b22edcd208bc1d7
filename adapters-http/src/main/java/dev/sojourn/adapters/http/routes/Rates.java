package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Counts who calls how often, in windows of the limit's duration: exact within one, at most twice
 * the limit across two. What it remembers is bounded; beyond that, all newcomers of a window share
 * one count.
 *
 * <p>Safe for any thread.
 */
public final class Rates {
  static final int MOST_REMEMBERED = 100_000;
  private static final String ALL_OTHERS = "";

  private final Optional<RateLimit> limit;
  private final LongSupplier nanoTime;
  private volatile Window window;

  /**
   * @param limit none at all, if absent
   */
  public Rates(Optional<RateLimit> limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.window = new Window(nanoTime.getAsLong());
  }

  private record Window(long began, ConcurrentHashMap<String, AtomicInteger> counts) {
    Window(long began) {
      this(began, new ConcurrentHashMap<>());
    }

    int count(String who) {
      return counts.computeIfAbsent(name(who), _ -> new AtomicInteger()).incrementAndGet();
    }

    int countOf(String who) {
      var count = counts.get(name(who));
      return count == null ? 0 : count.get();
    }

    private String name(String who) {
      return counts.size() < MOST_REMEMBERED || counts.containsKey(who) ? who : ALL_OTHERS;
    }
  }

  /** Counts a call; if it is one too many, says how long to wait. */
  public Optional<Duration> tooMany(String who) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    var within = limit.get().within().toNanos();
    var now = nanoTime.getAsLong();
    var current = window;
    if (now - current.began() >= within) {
      current = next(current, now);
    }
    return current.count(who) <= limit.get().most()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, within - (now - current.began()))));
  }

  /** Counts nothing; if the next call would be one too many, says how long to wait. */
  public Optional<Duration> spent(String who) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    var within = limit.get().within().toNanos();
    var current = window;
    var age = nanoTime.getAsLong() - current.began();
    return age < within && current.countOf(who) >= limit.get().most()
        ? Optional.of(Duration.ofNanos(within - age))
        : Optional.empty();
  }

  private synchronized Window next(Window before, long now) {
    if (window == before) {
      window = new Window(now);
    }
    return window;
  }
}
