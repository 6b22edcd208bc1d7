package dev.sojourn.adapters.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Bounds what connections may cost: how many there are, and how long one may keep us waiting. Who
 * has to send, and does not within its time, is cut off, however slowly bytes trickle in.
 *
 * <p>Safe for any thread: connections live on several event loops.
 */
final class Connections {
  /** For the head of the first request, and for the body of any. */
  static final Duration TO_SEND = Duration.ofSeconds(10);

  /** For the next request; longer than proxies keep connections for reuse. */
  static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

  private static final String STATE = "connection";
  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final int most;
  private final LongSupplier nanoTime;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<HttpConnection, State> states = new ConcurrentHashMap<>();

  Connections(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /** Until when a connection must have sent something, in the time of {@link System#nanoTime}. */
  private static final class State {
    volatile long until;

    State(long until) {
      this.until = until;
    }
  }

  /** Takes a connection, or closes it. */
  void opened(HttpConnection connection) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      connection.close();
      return;
    }
    var state = new State(nanoTime.getAsLong() + TO_SEND.toNanos());
    states.put(connection, state);
    connection.closeHandler(
        _ -> {
          states.remove(connection);
          open.decrementAndGet();
        });
  }

  /** The head of a request is here; its body may not be. */
  void began(RoutingContext http) {
    var state = states.get(http.request().connection());
    if (state == null) {
      return;
    }
    state.until = http.request().isEnded() ? NOT_WAITING : nanoTime.getAsLong() + TO_SEND.toNanos();
    http.put(STATE, state);
    http.addEndHandler(_ -> state.until = nanoTime.getAsLong() + BETWEEN_REQUESTS.toNanos());
  }

  /** All of a request is here: now it waits for us. */
  static void received(RoutingContext http) {
    var state = http.<State>get(STATE);
    if (state != null) {
      state.until = NOT_WAITING;
    }
  }

  /** Cuts off those that keep us waiting for too long. */
  void cutOffTheSlow() {
    var now = nanoTime.getAsLong();
    states.forEach(
        (connection, state) -> {
          var until = state.until;
          if (until != NOT_WAITING && until - now < 0) {
            connection.close();
          }
        });
  }

  /** How many are open. */
  int open() {
    return open.get();
  }
}
