package dev.sojourn.adapters.http.server.connection;

import dev.sojourn.domain.session.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its acceptance to its end, before and below TLS: until when it must send
 * something, and since when its client has taken nothing of what was written.
 *
 * <p>Confined to the event loop of its channel, but for {@link #isLate}, {@link #hasOutput} and
 * {@link #cutOff}.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  /** A client that takes nothing of an answer for so long is cut off. */
  static final Duration LONGEST_STALL = Duration.ofSeconds(30);

  private static final AttributeKey<Connection> KEY = AttributeKey.valueOf(Connection.class, "of");
  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final Connections all;
  private final Channel channel;
  private final Optional<IpAddress> network;
  private volatile long until;
  private int underWay;
  private boolean began;
  private @Nullable Object nextToTake;
  private long takenOfNext;
  private long stalledSince;
  private @Nullable IncomingRequest current;
  private @Nullable UntakenAnswers untaken;

  /**
   * @param network none if the peer is a trusted proxy
   * @param until when it must have sent a first request, in the time of {@link System#nanoTime}
   */
  Connection(Connections all, Channel channel, Optional<IpAddress> network, long until) {
    this.all = all;
    this.channel = channel;
    this.network = network;
    this.until = until;
    channel.attr(KEY).set(this);
  }

  static Connection of(Channel channel) {
    var connection = channel.attr(KEY).get();
    if (connection == null) {
      throw new IllegalStateException("the Vert.x of this server was not made by Connections");
    }
    return connection;
  }

  Channel channel() {
    return channel;
  }

  Optional<IpAddress> network() {
    return network;
  }

  boolean isHttp2() {
    return channel.pipeline().get(Http2ConnectionHandler.class) != null;
  }

  // ------------------------------------------------------------------------- what it must send

  /** The head of a request has arrived. */
  void requestBegan(IncomingRequest request) {
    underWay++;
    until = NOT_WAITING;
    current = request;
  }

  /** A request is answered. */
  void requestEnded(long nextUntil) {
    underWay--;
    if (underWay == 0) {
      until = nextUntil;
    }
  }

  /** Whether it should have sent something by now. */
  boolean isLate(long now) {
    var deadline = until;
    return deadline != NOT_WAITING && deadline - now < 0;
  }

  /** The body that is being read cannot be read to its end. */
  void bodyBroke(Throwable cause) {
    var request = current;
    if (request != null) {
      request.bodyBroke(cause);
    } else {
      cutOff();
    }
  }

  // ---------------------------------------------------------------------- what its client takes

  /** It is one of HTTP/2, whose answers may stay with us. */
  void holds(UntakenAnswers answers) {
    untaken = answers;
  }

  /** A stream of HTTP/2 is answered. */
  void answered(int stream) {
    if (untaken != null) {
      untaken.answered(stream);
    }
  }

  /** Whether something that was written waits for the client; on any thread. */
  boolean hasOutput() {
    return pendingBytes() > 0 || isHttp2();
  }

  /** Bytes that were written and not yet taken; on any thread. */
  long pendingBytes() {
    var output = channel.unsafe().outboundBuffer();
    return output == null ? 0 : output.totalPendingWriteBytes();
  }

  /** Cuts it off if its client has taken nothing for too long. */
  void lookAtOutput(long now) {
    var output = channel.unsafe().outboundBuffer();
    var next = output == null ? null : output.current();
    if (output == null || next == null) {
      nextToTake = null;
      lookAtStreams(now);
      return;
    }
    var taken = output.currentProgress();
    if (next != nextToTake || taken != takenOfNext) {
      nextToTake = next;
      takenOfNext = taken;
      stalledSince = now;
    } else if (now - stalledSince > LONGEST_STALL.toNanos()) {
      cutOff();
    }
  }

  /** A client of HTTP/2 can also give its streams no window (RFC 9113, section 5.2). */
  private void lookAtStreams(long now) {
    var http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    var frames = channel.pipeline().get(Http2Frames.class);
    if (http2 == null || frames == null) {
      return;
    }
    var sent = frames.dataSent();
    if (!hasFlowControlled(http2) || sent != takenOfNext) {
      takenOfNext = sent;
      stalledSince = now;
    } else if (now - stalledSince > LONGEST_STALL.toNanos()) {
      cutOff();
    }
  }

  private static boolean hasFlowControlled(Http2ConnectionHandler http2) {
    var flow = http2.encoder().flowController();
    try {
      return http2.connection().forEachActiveStream(stream -> !flow.hasFlowControlled(stream))
          != null;
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    all.outputChanged(this, channel.isWritable());
    super.channelWritabilityChanged(ctx);
  }

  // ------------------------------------------------------------------------------- its end

  /**
   * Closes it at once; on any thread. A close that goes through all of the pipeline waits until
   * everything is written, which a client that reads nothing could put off for ever.
   */
  void cutOff() {
    var context = channel.pipeline().context(this);
    if (context != null) {
      context.close();
    } else {
      channel.close();
    }
  }

  /** It has an event loop now. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    all.registered(this);
  }

  /**
   * The first bytes: TLS, if there is any, is in the pipeline by now, and what comes out of it may
   * be HTTP/2.
   */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!began) {
      began = true;
      var tls = ctx.pipeline().context(SslHandler.class);
      if (tls != null) {
        ctx.pipeline().addAfter(tls.name(), null, new Http2Frames(all.headClaims(this)));
      }
    }
    super.channelRead(ctx, message);
  }
}
