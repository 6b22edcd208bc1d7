package dev.sojourn.faults.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client to a node, made when it is needed and anew when it broke. It repeats
 * nothing by itself: who repeats has to know that it does.
 */
final class HttpConnection implements AutoCloseable {
  private final int port;
  private final Duration patience;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  /**
   * @param patience how long it waits for an answer
   */
  HttpConnection(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  /** A whole answer. */
  record Response(int status, boolean saysWhenToRetry, String body) {}

  /**
   * @throws IOException if there is no answer, in time or at all; whether the request was carried
   *     out is then unknown
   */
  Response send(String method, String path, String headers, String body) throws IOException {
    try {
      var open = connected();
      var bytes =
          (method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: faults.test\r\n"
                  + headers
                  + "Content-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.US_ASCII);
      open.getOutputStream().write(bytes);
      return read();
    } catch (IOException lost) {
      close();
      throw lost;
    }
  }

  private Socket connected() throws IOException {
    var open = socket;
    if (open == null) {
      open = new Socket();
      open.setTcpNoDelay(true);
      open.setSoTimeout((int) patience.toMillis());
      open.connect(new InetSocketAddress("127.0.0.1", port), (int) patience.toMillis());
      in = new BufferedInputStream(open.getInputStream());
      socket = open;
    }
    return open;
  }

  private Response read() throws IOException {
    var status = Integer.parseInt(line().split(" ")[1]);
    var length = 0;
    var retry = false;
    var close = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      } else if (header.startsWith("retry-after:")) {
        retry = true;
      } else if (header.startsWith("connection: close")) {
        close = true;
      }
    }
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("half an answer");
    }
    if (close) {
      close();
    }
    return new Response(status, retry, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the node closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    var open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException already) {
        Thread.onSpinWait();
      }
    }
  }
}
