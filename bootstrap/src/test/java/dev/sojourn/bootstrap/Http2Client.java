package dev.sojourn.bootstrap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** Sends and receives frames of HTTP/2 one by one, good ones and others. */
final class Http2Client implements AutoCloseable {
  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;
  private static final int PRIORITY = 0x20;

  /** As much as a client may allow the server. */
  static final int LARGEST_TABLE = 1 << 30;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 65_536);

  private int nextStream = 1;
  private int tableSize;
  private Optional<Long> goneAway = Optional.empty();

  /** A frame that came. */
  record Frame(byte type, int flags, int stream, byte[] payload) {
    ByteBuf bytes() {
      return Unpooled.wrappedBuffer(payload);
    }
  }

  private Http2Client(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    try {
      decoder.maxHeaderTableSize(LARGEST_TABLE);
    } catch (Http2Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Connects, and says with which settings; identifiers and values. */
  static Http2Client connect(URI address, long... settings)
      throws IOException, GeneralSecurityException {
    var socket = TlsClient.connect(address);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new AssertionError("no HTTP/2 but " + socket.getApplicationProtocol());
    }
    var client = new Http2Client(socket);
    var preface = Http2CodecUtil.connectionPrefaceBuf();
    var text = new byte[preface.readableBytes()];
    preface.readBytes(text);
    socket.getOutputStream().write(text);
    client.settings(settings);
    return client;
  }

  void settings(long... settings) throws IOException {
    var payload = Unpooled.buffer();
    for (var i = 0; i < settings.length; i += 2) {
      payload.writeShort((int) settings[i]).writeInt((int) settings[i + 1]);
    }
    send(Http2FrameTypes.SETTINGS, 0, 0, payload);
  }

  void send(byte type, int flags, int stream, ByteBuf payload) throws IOException {
    var frame = Unpooled.buffer();
    Http2CodecUtil.writeFrameHeader(
        frame, payload.readableBytes(), type, new Http2Flags((short) flags), stream);
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.array(), frame.arrayOffset(), frame.readableBytes());
    socket.getOutputStream().flush();
  }

  static Http2Headers get(String path) {
    return new DefaultHttp2Headers()
        .method("GET")
        .scheme("https")
        .authority("localhost")
        .path(path);
  }

  /** The block of these headers. */
  ByteBuf encode(Http2Headers headers) {
    var block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(nextStream, headers, block);
    } catch (Http2Exception impossible) {
      throw new AssertionError(impossible);
    }
    return block;
  }

  /** Opens a stream with a whole request. */
  int request(Http2Headers headers) throws IOException {
    return open(headers, END_STREAM | END_HEADERS);
  }

  /** Opens a stream with one frame of all its headers. */
  int open(Http2Headers headers, int flags) throws IOException {
    var stream = nextStream;
    nextStream += 2;
    send(Http2FrameTypes.HEADERS, flags, stream, encode(headers));
    return stream;
  }

  /** The next frame; none when the connection has ended. */
  Optional<Frame> read() {
    try {
      var length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
      var type = in.readByte();
      var flags = in.readUnsignedByte();
      var stream = in.readInt();
      var payload = new byte[length];
      in.readFully(payload);
      var frame = new Frame(type, flags, stream, payload);
      if (type == Http2FrameTypes.GO_AWAY) {
        goneAway = Optional.of(frame.bytes().getUnsignedInt(4));
      }
      return Optional.of(frame);
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** The headers that a stream is answered with; other frames are passed over. */
  Http2Headers answer(int stream) throws Http2Exception {
    while (true) {
      var frame = read().orElseThrow(() -> new AssertionError("the connection has ended"));
      if (frame.type() == Http2FrameTypes.HEADERS) {
        // A stream's priority goes before its block, where it is said (RFC 9113, section 6.2).
        var block = frame.bytes().skipBytes((frame.flags() & PRIORITY) == 0 ? 0 : 5);
        readTableSize(block.duplicate());
        var headers = decoder.decodeHeaders(frame.stream(), block);
        if (frame.stream() == stream) {
          return headers;
        }
      }
    }
  }

  /** What the server last said to be the size of its table (RFC 7541, section 6.3). */
  int tableSize() {
    return tableSize;
  }

  private void readTableSize(ByteBuf block) {
    while ((block.getByte(block.readerIndex()) & 0xe0) == 0x20) {
      tableSize = block.readByte() & 0x1f;
      if (tableSize == 0x1f) {
        var shift = 0;
        byte next;
        do {
          next = block.readByte();
          tableSize += (next & 0x7f) << shift;
          shift += 7;
        } while (next < 0);
      }
    }
  }

  /** The code of GOAWAY, if one came or comes before the connection ends. */
  Optional<Long> goAway() {
    while (goneAway.isEmpty() && read().isPresent()) {
      // until it comes
    }
    return goneAway;
  }

  /** Reads until a stream is answered or reset, or the connection ends. */
  void goAwayOrAnswer(int stream) {
    var frame = read();
    while (frame.isPresent()
        && frame.get().type() != Http2FrameTypes.GO_AWAY
        && frame.get().stream() != stream) {
      frame = read();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
