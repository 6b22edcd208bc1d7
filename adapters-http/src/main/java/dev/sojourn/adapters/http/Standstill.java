package dev.sojourn.adapters.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that this process stood still: the machine slept, was frozen or short of everything. What
 * clients sent meanwhile waits in the sockets; they have given it up by now, may have repeated it
 * on another node and gone on from there. A refresh of that kind, carried out late, would look like
 * the use of a stolen token, and end the session.
 *
 * <p>{@link #look} must be called often; safe for any thread.
 */
final class Standstill {
  /** How often to look. */
  static final Duration LOOK = Duration.ofMillis(100);

  /** Too short for a client to give up, to repeat what it asked, and to go on from there. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** As long as it may take to read what waits in all sockets. */
  static final Duration CATCHING_UP = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private volatile long lookedAt;
  private volatile long staleUntil;

  Standstill(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lookedAt = nanoTime.getAsLong();
    staleUntil = lookedAt;
  }

  void look() {
    var now = nanoTime.getAsLong();
    if (isTooLong(now)) {
      staleUntil = now + CATCHING_UP.toNanos();
    }
    lookedAt = now;
  }

  /** Whether what is read now may have waited while nobody could read it. */
  boolean isJustOver() {
    var now = nanoTime.getAsLong();
    return isTooLong(now) || now - staleUntil < 0;
  }

  private boolean isTooLong(long now) {
    return now - lookedAt > LONGEST_PAUSE.toNanos();
  }
}
