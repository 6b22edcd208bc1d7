package dev.sojourn.adapters.http.server.pause;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Knows when each request on an HTTP/1 connection arrived. Requests that are pipelined wait until
 * those before them are answered, and meanwhile others are read. Behind the decoder in the
 * pipeline; confined to the event loop of the connection.
 */
final class DecodedRequests extends ChannelInboundHandlerAdapter {
  private final ConnectionReads reads;
  private final Queue<Decoded> waiting = new ArrayDeque<>();
  private Decoded last;
  private Decoded begun;

  DecodedRequests(ConnectionReads reads) {
    this.reads = reads;
    last = new Decoded(reads.arrivedAfter());
    begun = last;
  }

  /** Its last bytes so far arrived after this: who still sends has not given up. */
  private static final class Decoded {
    private long arrivedAfter;

    Decoded(long arrivedAfter) {
      this.arrivedAfter = arrivedAfter;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      last = new Decoded(reads.arrivedAfter());
      waiting.add(last);
    } else if (message instanceof HttpContent) {
      last.arrivedAfter = reads.arrivedAfter();
    }
    context.fireChannelRead(message);
  }

  /** The oldest request that has not begun is begun. */
  void begin() {
    var next = waiting.poll();
    if (next != null) {
      begun = next;
    }
  }

  /** The last bytes of the request that began last arrived after this. */
  long arrivedAfter() {
    return begun.arrivedAfter;
  }
}
