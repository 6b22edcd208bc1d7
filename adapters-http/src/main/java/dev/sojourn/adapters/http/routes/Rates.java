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
final class Rates {
  static final int MOST_REMEMBERED = 100_000;
  private static final String ALL_OTHERS = "";

  private final Optional<RateLimit> limit;
  private final LongSupplier nanoTime;
  private volatile Window window;

  Rates(Optional<RateLimit> limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.window = new Window(nanoTime.getAsLong());
  }

  private record Window(long began, ConcurrentHashMap<String, AtomicInteger> counts) {
    Window(long began) {
      this(began, new ConcurrentHashMap<>());
    }

    int count(String who) {
      var name = counts.size() < MOST_REMEMBERED || counts.containsKey(who) ? who : ALL_OTHERS;
      return counts.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
    }
  }

  /** Counts a call; if it is one too many, says how long to wait. */
  Optional<Duration> tooMany(String who) {
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

  private synchronized Window next(Window before, long now) {
    if (window == before) {
      window = new Window(now);
    }
    return window;
  }
}
