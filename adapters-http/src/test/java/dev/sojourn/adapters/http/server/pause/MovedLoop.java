package dev.sojourn.adapters.http.server.pause;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An event loop of which a test moves the clock: it runs, and it is paused. */
final class MovedLoop {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  final PollTimes polls = new PollTimes(nanos::get);
  private boolean looking;
  private long due = nanos.get();

  /** Begun long enough ago for all to be settled. */
  static MovedLoop running() {
    var loop = new MovedLoop();
    loop.runs(Duration.ofSeconds(10));
    return loop;
  }

  long nanoTime() {
    return nanos.get();
  }

  /** Goes round so often, each time after a poll, and does what is due. */
  void rounds(int times) {
    for (var i = 0; i < times; i++) {
      if (looking) {
        polls.lookEnds();
        looking = false;
        due = nanos.get() + polls.untilNextLook().toNanos();
      } else if (nanos.get() - due >= 0) {
        polls.lookBegins();
        looking = true;
      }
    }
  }

  /** Time passes, and it goes round every five milliseconds. */
  void runs(Duration time) {
    for (var left = time; left.isPositive(); left = left.minusMillis(5)) {
      nanos.addAndGet(Math.min(left.toNanos(), 5_000_000));
      rounds(1);
    }
  }

  /** Time passes, and nothing happens. */
  void isPaused(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
