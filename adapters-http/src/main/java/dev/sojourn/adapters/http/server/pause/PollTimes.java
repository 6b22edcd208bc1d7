package dev.sojourn.adapters.http.server.pause;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When an event loop is known to have asked the kernel which of its sockets have something to read.
 *
 * <p>An event loop goes round: it polls all its sockets, reads those that are ready, and runs its
 * tasks. Ten times a second two tasks follow each other: {@link #lookBegins} notes the time, and is
 * due when its interval is over; {@link #lookEnds} is due at once, so it runs in the next round,
 * and Netty polls before it. What a socket yields after that was not there at that poll, so it
 * arrived after the time that was noted.
 *
 * <p>All but {@link #stop} is confined to the event loop.
 */
final class PollTimes {
  /** Time from look to look; it is what one is unsure by while nothing is wrong. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  /** Netty asks for up to 4096 ready sockets at once, and some of them are not connections. */
  static final int MOST_READS_OF_A_LOOK = 2_048;

  private final LongSupplier nanoTime;
  private long latest;
  private long begunAt;
  private long allPolledSince;
  private long begun;
  private long complete;
  private int reads;
  private volatile boolean stopped;

  PollTimes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    latest = nanoTime.getAsLong();
    begunAt = latest;
    allPolledSince = latest;
  }

  /** Looks on this event loop until {@link #stop}. */
  static PollTimes of(EventLoop loop, LongSupplier nanoTime) {
    var polls = new PollTimes(nanoTime);
    loop.execute(() -> polls.beginOn(loop));
    return polls;
  }

  private void beginOn(EventLoop loop) {
    if (!stopped) {
      lookBegins();
      loop.schedule(() -> endOn(loop), 0, TimeUnit.NANOSECONDS);
    }
  }

  private void endOn(EventLoop loop) {
    if (!stopped) {
      lookEnds();
      loop.schedule(() -> beginOn(loop), untilNextLook().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Notes the time; the next round polls. */
  void lookBegins() {
    latest = nanoTime.getAsLong();
    begunAt = latest;
    begun++;
    reads = 0;
  }

  /** The round before this task has polled. */
  void lookEnds() {
    latest = nanoTime.getAsLong();
    // Where more sockets are ready than fit into an answer, the poll has not told of all.
    if (reads <= MOST_READS_OF_A_LOOK) {
      allPolledSince = begunAt;
      complete = begun;
    }
  }

  /** How long after the end of this look the next one begins: at once if it took long itself. */
  Duration untilNextLook() {
    return latest - allPolledSince < INTERVAL.toNanos() ? INTERVAL : Duration.ZERO;
  }

  /** A socket is about to be read. */
  void reading() {
    reads++;
  }

  /** How many looks have begun. */
  long begun() {
    return begun;
  }

  /** Whether a look has begun, and ended, since only so many had begun. */
  boolean hasLookedSince(long othersBegun) {
    return complete > othersBegun;
  }

  /**
   * An instant of the past, in the time of {@link System#nanoTime}, hardly longer ago than a look.
   */
  long latest() {
    return latest;
  }

  /**
   * What a socket yields now that has been watched, and not been read, since before the last look,
   * has arrived after this instant.
   */
  long allPolledSince() {
    return allPolledSince;
  }

  /** Looks no more; for any thread. */
  void stop() {
    stopped = true;
  }
}
