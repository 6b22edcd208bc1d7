package dev.sojourn.benchmarks;

import java.nio.charset.StandardCharsets;

/** What one connection says, request by request, and what it makes of the answers. */
interface Conversation {

  /** The next request, whole, as it goes over the wire. */
  byte[] next();

  /**
   * Looks at the answer to it.
   *
   * @return whether it was the right one; {@link Load} counts the others, and goes on
   */
  boolean isRight(int status, String head, String body);

  /** A request as HTTP/1.1 writes it. */
  static byte[] request(String method, String path, String headers, String body) {
    var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    return (method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + length
            + "\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
