package dev.sojourn.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What one connection says, request by request, and what it makes of the answers. */
interface Conversation {

  /**
   * Writes the next request, whole, as it goes over the wire. What it is put together from has been
   * encoded before: what the generator burns is taken from what it measures.
   */
  void next(ByteBuffer request);

  /**
   * Looks at the answer to it.
   *
   * @return whether it was the right one; {@link Load} counts the others, and goes on
   */
  boolean isRight(Answer answer);

  /** A request as HTTP/1.1 writes it. */
  static byte[] request(String method, String path, String headers, String body) {
    var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    return bytes(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + length
            + "\r\n"
            + body);
  }

  /** The text as it goes over the wire. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
