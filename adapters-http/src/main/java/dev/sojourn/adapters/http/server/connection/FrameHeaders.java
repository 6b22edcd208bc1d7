package dev.sojourn.adapters.http.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;

/**
 * Finds the headers of frames in a stream of bytes of HTTP/2 (RFC 9113, section 4.1), however it is
 * cut into buffers.
 */
final class FrameHeaders {
  private final byte[] header = new byte[Http2CodecUtil.FRAME_HEADER_LENGTH];
  private int headerRead;
  private int payloadLeft;

  /** Is told of each frame when its header is whole. */
  interface Reader {
    /** Whether to go on. */
    boolean frame(byte type, Http2Flags flags, int length);
  }

  /** Reads a buffer from here to its end; false as soon as the reader says so. */
  boolean read(ByteBuf bytes, int from, Reader reader) {
    var at = from;
    while (at < bytes.writerIndex()) {
      if (payloadLeft > 0) {
        var skipped = Math.min(payloadLeft, bytes.writerIndex() - at);
        payloadLeft -= skipped;
        at += skipped;
      } else {
        header[headerRead] = bytes.getByte(at);
        headerRead++;
        at++;
        if (headerRead == header.length) {
          headerRead = 0;
          payloadLeft = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
          var flags = new Http2Flags((short) (header[4] & 0xff));
          if (!reader.frame(header[3], flags, payloadLeft)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether the payload of the last frame is not whole yet. */
  boolean isWithinFrame() {
    return payloadLeft > 0;
  }
}
