package dev.sojourn.adapters.http.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the frames of HTTP/2 (RFC 9113) on their way to and from Netty, and ends a connection
 * that floods us with what Netty does not bound:
 *
 * <ul>
 *   <li>a header block in more than {@link #MOST_CONTINUATIONS} CONTINUATION frames, also empty
 *       ones (section 10.5.1);
 *   <li>more than {@link #MOST_CONTROL_FRAMES} SETTINGS, PING, PRIORITY, empty DATA and unknown
 *       frames between two requests.
 * </ul>
 *
 * <p>A header block that is not whole yet has a claim on the memory of all requests. On a
 * connection that does not begin as HTTP/2 does, the handler removes itself.
 */
final class Http2Frames extends ChannelDuplexHandler {
  /** A block of 32 KiB takes two frames of the size that every client may send. */
  static final int MOST_CONTINUATIONS = 16;

  static final int MOST_CONTROL_FRAMES = 1_000;

  private final Supplier<RequestMemory.Claim> claims;
  private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
  private final FrameHeaders incoming = new FrameHeaders();
  private final FrameHeaders outgoing = new FrameHeaders();
  private boolean isBlockOpen;
  private boolean isOfBlock;
  private int continuations;
  private int controlFrames;
  private long blockBytes;
  private long dataSent;
  private boolean isEnded;
  private RequestMemory.@Nullable Claim claim;

  /**
   * @param claims begins a claim for a header block that is not whole
   */
  Http2Frames(Supplier<RequestMemory.Claim> claims) {
    this.claims = claims;
  }

  /** How many bytes of answers have been sent, as far as the client's windows let them pass. */
  long dataSent() {
    return dataSent;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (isEnded) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof ByteBuf bytes) {
      var at = afterPreface(bytes);
      if (at < 0) {
        ctx.pipeline().remove(this);
      } else if (incoming.read(bytes, at, this::frameCame)) {
        account();
      } else {
        bytes.release();
        end(ctx);
        return;
      }
    }
    super.channelRead(ctx, message);
  }

  /** -1 if this is not HTTP/2. */
  private int afterPreface(ByteBuf bytes) {
    var at = bytes.readerIndex();
    while (preface.isReadable() && at < bytes.writerIndex()) {
      if (bytes.getByte(at) != preface.readByte()) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private boolean frameCame(byte type, Http2Flags flags, int length) {
    isOfBlock = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
    switch (type) {
      case Http2FrameTypes.HEADERS -> {
        controlFrames = 0;
        continuations = 0;
        blockBytes = length;
        isBlockOpen = !flags.endOfHeaders();
      }
      case Http2FrameTypes.CONTINUATION -> {
        continuations++;
        blockBytes += length;
        isBlockOpen = !flags.endOfHeaders();
      }
      case Http2FrameTypes.DATA -> controlFrames += length == 0 && !flags.endOfStream() ? 1 : 0;
      // These come with answers that are under way; Netty bounds resets.
      case Http2FrameTypes.WINDOW_UPDATE, Http2FrameTypes.RST_STREAM -> {}
      default -> controlFrames++;
    }
    return continuations <= MOST_CONTINUATIONS && controlFrames <= MOST_CONTROL_FRAMES;
  }

  /** Netty gathers a frame until it is whole, and a header block too. */
  private void account() {
    if (isBlockOpen || (isOfBlock && incoming.isWithinFrame())) {
      if (claim == null) {
        claim = claims.get();
      }
      claim.holds(RequestDecoder.HEAD_BYTES + blockBytes);
    } else {
      release();
    }
  }

  private void release() {
    if (claim != null) {
      claim.release();
      claim = null;
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof ByteBuf bytes) {
      outgoing.read(bytes, bytes.readerIndex(), this::frameGoes);
    }
    super.write(ctx, message, promise);
  }

  private boolean frameGoes(byte type, Http2Flags flags, int length) {
    if (type == Http2FrameTypes.DATA) {
      dataSent += length;
    }
    return true;
  }

  /** GOAWAY with ENHANCE_YOUR_CALM (RFC 9113, section 7). */
  private void end(ChannelHandlerContext ctx) {
    isEnded = true;
    release();
    var goAway = Unpooled.buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + 8);
    Http2CodecUtil.writeFrameHeader(goAway, 8, Http2FrameTypes.GO_AWAY, new Http2Flags(), 0);
    goAway.writeInt(0).writeInt((int) Http2Error.ENHANCE_YOUR_CALM.code());
    ctx.writeAndFlush(goAway).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    release();
    super.channelInactive(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }
}
