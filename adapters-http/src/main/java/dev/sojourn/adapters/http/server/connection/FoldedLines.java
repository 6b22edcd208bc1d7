package dev.sojourn.adapters.http.server.connection;

import io.netty.buffer.ByteBuf;

/** Header lines that begin with white space and so go on with the one before (obs-fold). */
final class FoldedLines {
  private FoldedLines() {}

  /**
   * Whether there is one up to the end of the head, or in what has come of it.
   *
   * @param afterRequestLine whether the buffer begins with a field, not with the request line
   */
  static boolean areIn(ByteBuf in, boolean afterRequestLine) {
    var end = in.writerIndex();
    var at = in.readerIndex();
    if (!afterRequestLine) {
      while (at < end && in.getByte(at) <= ' ') {
        at++; // empty lines before a request line are skipped (RFC 9112, section 2.2)
      }
      at = afterLineFeed(in, at, end);
    }
    while (at < end) {
      var first = in.getByte(at);
      if (first == ' ' || first == '\t') {
        return true;
      }
      if (first == '\r' || first == '\n') {
        return false;
      }
      at = afterLineFeed(in, at, end);
    }
    return false;
  }

  private static int afterLineFeed(ByteBuf in, int from, int end) {
    var lineFeed = in.indexOf(from, end, (byte) '\n');
    return lineFeed < 0 ? end : lineFeed + 1;
  }
}
