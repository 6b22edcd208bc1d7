package dev.sojourn.adapters.http.server.pause;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Notes for each connection when it can have been made at the earliest: connections wait in the
 * backlog of the listening socket, with what their clients have sent already, until they are
 * accepted. First in the pipeline of a listening socket.
 *
 * <p>Netty accepts some connections in a round, with epoll one alone, and does not say whether any
 * are left. A task that is due in the next round knows: if nothing was accepted in its round, the
 * poll before has found the backlog empty.
 */
final class AcceptedConnections extends ChannelDuplexHandler {
  private static final AttributeKey<Long> MADE_AFTER =
      AttributeKey.valueOf(AcceptedConnections.class, "madeAfter");

  private final EarliestArrival arrival;
  private final LongSupplier nanoTime;
  private final Executor nextRound;
  private boolean accepting;
  private boolean acceptedInThisRound;
  private boolean looksForTheEnd;
  private long lastRound;

  /**
   * @param polls of the event loop that accepts
   * @param first connections that are accepted now were made after this
   * @param nextRound runs a task of a round in the next one, after the poll
   */
  AcceptedConnections(PollTimes polls, long first, LongSupplier nanoTime, Executor nextRound) {
    arrival = new EarliestArrival(polls, first);
    this.nanoTime = nanoTime;
    this.nextRound = nextRound;
  }

  /** When this connection can have been made at the earliest. */
  static long madeAfter(Channel connection) {
    var noted = connection.attr(MADE_AFTER).get();
    if (noted == null) {
      throw new IllegalStateException("the listening socket of this connection is not observed");
    }
    return noted;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!accepting) {
      accepting = true;
      arrival.readLoopBegins();
    }
    if (message instanceof Channel connection) {
      connection.attr(MADE_AFTER).set(arrival.now());
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    accepting = false;
    arrival.readLoopEnds(false);
    acceptedInThisRound = true;
    lookForTheEnd(context);
    context.fireChannelReadComplete();
  }

  private void lookForTheEnd(ChannelHandlerContext context) {
    if (!looksForTheEnd) {
      looksForTheEnd = true;
      inTheNextRound(context);
    }
  }

  private void inTheNextRound(ChannelHandlerContext context) {
    lastRound = nanoTime.getAsLong();
    nextRound.execute(() -> look(context));
  }

  private void look(ChannelHandlerContext context) {
    if (!context.channel().config().isAutoRead()) {
      // Accepting has failed, and goes on in a while. Until then nothing is known.
      looksForTheEnd = false;
    } else if (acceptedInThisRound) {
      acceptedInThisRound = false;
      inTheNextRound(context);
    } else {
      looksForTheEnd = false;
      arrival.wasEmptyAfter(lastRound);
    }
  }

  @Override
  public void read(ChannelHandlerContext context) {
    arrival.watched();
    context.read();
  }
}
