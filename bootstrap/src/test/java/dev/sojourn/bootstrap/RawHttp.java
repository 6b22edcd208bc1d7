package dev.sojourn.bootstrap;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sends a request byte by byte as it is written, which no HTTP client does. */
final class RawHttp {
  private static final Pattern STATUS = Pattern.compile("HTTP/1.1 ([0-9]{3}) .*");

  private final URI address;

  RawHttp(URI address) {
    this.address = address;
  }

  /** What came back. */
  record Answer(int status, String head, String body) {
    /** The value of a header, or an empty text. */
    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    /** The same answer, if it has this status. */
    Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError(status + " instead of " + expected + ": " + head + body);
      }
      return this;
    }
  }

  /**
   * @param headers lines without their ends; Host and Connection are added
   */
  Answer send(String method, String target, String body, String... headers) {
    var request =
        new StringBuilder(method)
            .append(' ')
            .append(target)
            .append(" HTTP/1.1\r\nHost: ")
            .append(address.getAuthority())
            .append("\r\nConnection: close\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n");
    for (var header : headers) {
      request.append(header).append("\r\n");
    }
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              request.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1));
      return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new AssertionError(method + " " + target, failed);
    }
  }

  Answer get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  private static Answer read(String text) {
    var end = text.indexOf("\r\n\r\n");
    var head = end < 0 ? text : text.substring(0, end);
    var status = STATUS.matcher(head.lines().findFirst().orElse(""));
    if (!status.matches()) {
      throw new AssertionError("no answer: " + text);
    }
    return new Answer(
        Integer.parseInt(status.group(1)), head, end < 0 ? "" : text.substring(end + 4));
  }
}
