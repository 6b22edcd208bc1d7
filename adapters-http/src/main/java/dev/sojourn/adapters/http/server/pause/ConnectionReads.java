package dev.sojourn.adapters.http.server.pause;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells whether something that was read from a connection may have waited in its socket for too
 * long. First in the pipeline of the connection; confined to its event loop.
 *
 * <p>Once something has waited, all that follows on the connection counts as if it had: a part of
 * the next request, of a TLS record or of an HTTP/2 frame may have been among it.
 */
final class ConnectionReads extends ChannelDuplexHandler {
  private final EarliestArrival arrival;
  private final long longestWaitNanos;
  private final LongSupplier nanoTime;
  private boolean reading;
  private boolean drained = true;
  private boolean hasWaited;

  /**
   * @param polls of the event loop of the connection
   * @param first what is read first has arrived after this
   */
  ConnectionReads(PollTimes polls, long first, Duration longestWait, LongSupplier nanoTime) {
    arrival = new EarliestArrival(polls, first);
    longestWaitNanos = longestWait.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Is put into the pipeline while the connection is being read, after its TLS handshake. */
  void joinReadLoop() {
    reading = true;
    drained = false;
    hasWaited = isTooOld(arrival.now());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!reading) {
      reading = true;
      arrival.readLoopBegins();
    }
    hasWaited |= isTooOld(arrival.now());
    // A read that does not fill its buffer has emptied the socket.
    drained = message instanceof ByteBuf bytes && bytes.isWritable();
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    arrival.readLoopEnds(drained);
    reading = false;
    drained = true;
    context.fireChannelReadComplete();
  }

  @Override
  public void read(ChannelHandlerContext context) {
    arrival.watched();
    context.read();
  }

  /** What was read last has arrived after this. */
  long arrivedAfter() {
    return arrival.now();
  }

  /** Whether something that was read from this connection may have waited. */
  boolean hasWaited() {
    return hasWaited;
  }

  /** Whether what arrived after this instant may have waited until now. */
  boolean isTooOld(long arrivedAfter) {
    return nanoTime.getAsLong() - arrivedAfter > longestWaitNanos;
  }
}
