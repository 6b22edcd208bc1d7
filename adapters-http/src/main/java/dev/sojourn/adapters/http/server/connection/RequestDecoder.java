package dev.sojourn.adapters.http.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 as Vert.x does, within bounds of what it costs, and strictly.
 *
 * <ul>
 *   <li>At most {@link #MOST_FIELDS} fields in a head, and as many in a trailer (RFC 6585, section
 *       5). A field of three bytes costs some 130 bytes of heap.
 *   <li>A head that is not whole yet has a claim on the memory of all requests, which may be
 *       evicted.
 *   <li>The next request of a pipeline is read when the one before is answered and the client has
 *       taken enough of the answer. Bytes that wait for that count for the claim.
 *   <li>What two readers could frame differently is refused ({@link RequestFraming}), and so are
 *       folded lines (RFC 9112, section 5.2), which are joined at a cost that grows with the square
 *       of their number.
 * </ul>
 *
 * <p>What is refused makes the rest of the connection unreadable; it is discarded.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
  static final int MOST_FIELDS = 100;

  /** What a field costs beside its text: an entry of a map, two strings, their arrays. */
  static final long FIELD_BYTES = 128;

  /** What a head costs beside its fields, with the buffers of a connection that reads one. */
  static final long HEAD_BYTES = 1024;

  private enum Part {
    HEAD,
    BODY,
    TRAILER,
    NOTHING_MORE
  }

  private final Supplier<RequestMemory.Claim> claims;
  private final Consumer<Throwable> bodyBroke;
  private RequestMemory.@Nullable Claim claim;
  private Part part = Part.HEAD;
  private boolean hasRequestLine;
  private boolean isChunked;
  private int fields;
  private long read;
  private boolean isAnswering;
  private boolean hasStoppedReading;

  /**
   * @param claims begins a claim for a head that is not whole
   * @param bodyBroke is told when a body cannot be read to its end
   */
  RequestDecoder(
      HttpServerOptions options,
      Supplier<RequestMemory.Claim> claims,
      Consumer<Throwable> bodyBroke) {
    super(options);
    this.claims = claims;
    this.bodyBroke = bodyBroke;
  }

  /** What its bounds are, for those who exceed them. */
  static String bounds() {
    return "at most " + MOST_FIELDS + " fields";
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    hasRequestLine = true;
    return super.createMessage(initialLine);
  }

  /** Is called for each field of a head and of a trailer, before it is kept. */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    fields++;
    if (fields > MOST_FIELDS) {
      throw new TooLongHttpHeaderException(bounds());
    }
    return super.splitHeaderName(line, start, length);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(RequestFraming.TWO_LENGTHS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (part == Part.NOTHING_MORE) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (isBetweenRequests() && mustWait(ctx)) {
      account(in);
      return;
    }
    if ((part == Part.HEAD || part == Part.TRAILER)
        && FoldedLines.areIn(in, part == Part.TRAILER || hasRequestLine)) {
      refuse(in, out, new IllegalArgumentException("a line is folded"));
      return;
    }
    var from = in.readerIndex();
    super.decode(ctx, in, out);
    var consumed = in.readerIndex() - from;
    if (out.isEmpty()) {
      noneYet(in, from, consumed);
    } else if (out.getFirst() instanceof HttpRequest request) {
      headEnded(request, in, out);
    } else if (out.getLast() instanceof HttpContent content) {
      contentCame(content, in, out);
    }
  }

  private void noneYet(ByteBuf in, int from, int consumed) {
    if (part == Part.BODY) {
      if (isChunked && consumed > 0 && isLastChunk(in, from, from + consumed)) {
        part = Part.TRAILER;
      }
      return;
    }
    read += consumed;
    account(in);
  }

  /** A chunk of size 0, which the trailer follows (RFC 9112, section 7.1). */
  private static boolean isLastChunk(ByteBuf in, int from, int to) {
    var at = from;
    while (at < to && in.getByte(at) <= ' ') {
      at++;
    }
    var zeros = at;
    while (zeros < to && in.getByte(zeros) == '0') {
      zeros++;
    }
    var next = zeros < to ? in.getByte(zeros) : ' ';
    return zeros > at && (next <= ' ' || next == ';');
  }

  private void headEnded(HttpRequest request, ByteBuf in, List<Object> out) {
    release();
    isAnswering = true;
    if (request.decoderResult().isFailure()) {
      part = Part.NOTHING_MORE;
      return;
    }
    var fault = RequestFraming.fault(request);
    if (fault.isPresent()) {
      request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault.get())));
      out.subList(1, out.size()).clear();
      part = Part.NOTHING_MORE;
      in.skipBytes(in.readableBytes());
      return;
    }
    if (out.getLast() instanceof LastHttpContent) {
      ended();
    } else {
      isChunked = RequestFraming.isChunked(request);
      part = Part.BODY;
    }
  }

  private void contentCame(HttpContent content, ByteBuf in, List<Object> out) {
    if (content.decoderResult().isFailure()) {
      breakBody(in, out, content.decoderResult().cause());
    } else if (content instanceof LastHttpContent) {
      release();
      ended();
    }
  }

  private void ended() {
    part = Part.HEAD;
    isChunked = false;
    hasRequestLine = false;
  }

  private void refuse(ByteBuf in, List<Object> out, Exception fault) {
    if (part == Part.TRAILER) {
      breakBody(in, out, fault);
      return;
    }
    release();
    var message = createInvalidMessage();
    message.setDecoderResult(DecoderResult.failure(fault));
    out.add(message);
    isAnswering = true;
    part = Part.NOTHING_MORE;
    in.skipBytes(in.readableBytes());
  }

  private void breakBody(ByteBuf in, List<Object> out, Throwable cause) {
    release();
    out.clear();
    part = Part.NOTHING_MORE;
    in.skipBytes(in.readableBytes());
    bodyBroke.accept(cause);
  }

  // -------------------------------------------------------------------------- memory

  private void account(ByteBuf in) {
    if (claim == null) {
      if (read == 0 && fields == 0 && !in.isReadable()) {
        return;
      }
      claim = claims.get();
    }
    claim.holds(HEAD_BYTES + read + fields * FIELD_BYTES + in.readableBytes());
  }

  private void release() {
    fields = 0;
    read = 0;
    if (claim != null) {
      claim.release();
      claim = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    release();
    part = Part.NOTHING_MORE;
    super.channelInactive(ctx);
  }

  /** A head that was not whole when the connection ended is no request, not even an invalid one. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    in.skipBytes(in.readableBytes());
  }

  // ------------------------------------------------------------------------ pipelines

  private boolean isBetweenRequests() {
    return part == Part.HEAD && !hasRequestLine;
  }

  private boolean mustWait(ChannelHandlerContext ctx) {
    return isAnswering || !ctx.channel().isWritable();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    super.channelRead(ctx, message);
    if (actualReadableBytes() > 0 && isBetweenRequests() && mustWait(ctx)) {
      hasStoppedReading = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    super.channelWritabilityChanged(ctx);
    goOn(ctx);
  }

  /** Resumes with buffered bytes in a later task: the caller is still writing an answer. */
  private void goOn(ChannelHandlerContext ctx) {
    if (hasStoppedReading && !mustWait(ctx)) {
      ctx.executor().execute(() -> readOn(ctx));
    }
  }

  private void readOn(ChannelHandlerContext ctx) {
    if (!hasStoppedReading || mustWait(ctx) || ctx.isRemoved()) {
      return;
    }
    hasStoppedReading = false;
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      channelReadComplete(ctx);
    } catch (Exception failure) {
      ctx.fireExceptionCaught(failure);
    }
    if (!hasStoppedReading) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Sees when answers end; stands between Vert.x and the encoder. */
  ChannelOutboundHandlerAdapter answers() {
    return new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
          throws Exception {
        super.write(ctx, message, promise);
        if (message instanceof LastHttpContent && !isInterim(message)) {
          isAnswering = false;
          var decoder = ctx.pipeline().context(RequestDecoder.this);
          if (decoder != null) {
            goOn(decoder);
          }
        }
      }
    };
  }

  /** 100 Continue and the like, which another answer follows. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
