package dev.sojourn.adapters.http.server.pause;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells which requests may have waited unread for longer than clients wait. A process can be
 * paused, by a machine that sleeps, a signal, or a CPU limit. Clients give up what they sent
 * meanwhile, may repeat it on another node, and go on from there. A refresh of that kind that is
 * carried out late looks like the use of a stolen token, and would end the session.
 *
 * <p>Pauses are not measured. For each request there is an instant after which it has arrived for
 * certain ({@link PollTimes}, {@link EarliestArrival}); the request may have waited if that instant
 * is too long ago. So requests on connections that were idle during a pause, or were made after it,
 * are told from those that lay in a socket. See ADR 20.
 */
public final class PauseDetector {
  /** Too short for a client to give up, to repeat its request, and to go on from there. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final AttributeKey<Watched> WATCHED =
      AttributeKey.valueOf(PauseDetector.class, "watched");

  private final Duration longestWait;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<EventLoop, PollTimes> polls = new ConcurrentHashMap<>();

  /**
   * @param longestWait how long a request may have waited unread
   */
  public PauseDetector(Duration longestWait, LongSupplier nanoTime) {
    this.longestWait = longestWait;
    this.nanoTime = nanoTime;
  }

  /**
   * @param decoded on HTTP/1; requests of HTTP/2 begin when they are read
   */
  private record Watched(ConnectionReads reads, Optional<DecodedRequests> decoded) {
    long arrivedAfter() {
      return decoded.map(DecodedRequests::arrivedAfter).orElseGet(reads::arrivedAfter);
    }
  }

  /** Observes this event loop; call before it serves, or accepts, any connection. */
  public void watch(EventLoop loop) {
    polls(loop);
  }

  private PollTimes polls(EventLoop loop) {
    return polls.computeIfAbsent(loop, each -> PollTimes.of(each, nanoTime));
  }

  /** Observes what this socket accepts; call on its event loop before it is bound. */
  public void listening(Channel socket) {
    var loop = socket.eventLoop();
    // A task that is due at once waits for the next round, and Netty polls before it.
    Executor nextRound = task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    socket
        .pipeline()
        .addFirst(new AcceptedConnections(polls(loop), nanoTime.getAsLong(), nanoTime, nextRound));
  }

  /**
   * Observes this connection, which a socket accepted that was {@link #listening}; call on its
   * event loop as soon as it is there.
   */
  public void opened(HttpConnection connection) {
    var context = ((ConnectionBase) connection).channelHandlerContext();
    var channel = context.channel();
    var loop = polls(channel.eventLoop());
    // With TLS a request comes after our part of the handshake, so it never waits in the backlog.
    var first = connection.isSsl() ? loop.allPolledSince() : AcceptedConnections.madeAfter(channel);
    var reads = new ConnectionReads(loop, first, longestWait, nanoTime);
    var pipeline = channel.pipeline();
    pipeline.addFirst(reads);
    if (connection.isSsl()) {
      reads.joinReadLoop();
    }
    Optional<DecodedRequests> decoded = Optional.empty();
    if (pipeline.get(Http2ConnectionHandler.class) == null) {
      decoded = Optional.of(new DecodedRequests(reads));
      pipeline.addBefore(context.name(), null, decoded.get());
    }
    channel.attr(WATCHED).set(new Watched(reads, decoded));
  }

  /** This request begins to be handled; call once for each, in the order in which they come. */
  public void began(HttpServerRequest request) {
    watched(request).decoded().ifPresent(DecodedRequests::begin);
  }

  /**
   * Whether this request, which is the last that began on its connection, or a part of it, may have
   * waited. Ask again when all of its body is there.
   */
  public boolean mayHaveWaited(HttpServerRequest request) {
    var watched = watched(request);
    return watched.reads().hasWaited() || watched.reads().isTooOld(watched.arrivedAfter());
  }

  /**
   * Whether the connection of this request should be closed after its answer, since all that comes
   * on it from now on counts as if it had waited.
   */
  public boolean isSpent(HttpServerRequest request) {
    return watched(request).reads().hasWaited();
  }

  private static Watched watched(HttpServerRequest request) {
    return ((ConnectionBase) request.connection()).channel().attr(WATCHED).get();
  }

  /** Observes no more. */
  public void close() {
    polls.values().forEach(PollTimes::stop);
  }
}
