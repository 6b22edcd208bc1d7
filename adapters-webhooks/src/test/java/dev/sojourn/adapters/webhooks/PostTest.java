package dev.sojourn.adapters.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.delivery.SendResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostTest {
  private static final long HUNG_AFTER_SECONDS = 300;

  private static final String BODY = "{}";
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final ServerSocket server;

  PostTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    vertx.close().await();
  }

  private interface Receiver {
    void answer(Socket connection) throws IOException, InterruptedException;
  }

  private void receiver(Receiver receiver) {
    Thread.startVirtualThread(
        () -> {
          try (var connection = server.accept()) {
            readRequest(connection);
            receiver.answer(connection);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
  }

  /** What is left unread when a socket is closed makes the kernel reset it, answer and all. */
  private static void readRequest(Socket connection) throws IOException {
    var request = new StringBuilder();
    while (!request.toString().endsWith(BODY)) {
      var next = connection.getInputStream().read();
      if (next < 0) {
        throw new EOFException(request.toString());
      }
      request.append((char) next);
    }
  }

  private SendResult post() throws Exception {
    var url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    return new Post(vertx.createHttpClient(), url, () -> NOW)
        .send(Buffer.buffer(BODY), Map.of())
        .toCompletableFuture()
        .get(HUNG_AFTER_SECONDS, TimeUnit.SECONDS);
  }

  private static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  @Test
  void aReceiverThatNeverComesToAnEndIsLeft() throws Exception {
    var left = new CountDownLatch(1);
    receiver(
        connection -> {
          write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          try {
            while (true) {
              write(connection, ".");
              Thread.sleep(100);
            }
          } catch (IOException closed) {
            left.countDown();
          }
        });
    assertInstanceOf(SendResult.Unreachable.class, post());
    assertTrue(left.await(HUNG_AFTER_SECONDS, TimeUnit.SECONDS), "the connection is kept");
  }

  @ParameterizedTest(name = "{0}, where it is {1}: {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          8                              | -                             | PT8S
          Tue, 24 Nov 2026 08:00:08 GMT  | -                             | PT8S
          Tue, 24 Nov 2026 09:00:08 GMT  | Tue, 24 Nov 2026 09:00:00 GMT | PT8S
          Tuesday, 24-Nov-26 08:00:08 GMT | -                            | PT8S
          Tue Nov 24 08:00:08 2026       | -                             | PT8S
          Tue, 24 Nov 2026 07:59:59 GMT  | -                             | -
          Tue, 24 Nov 2026               | -                             | -
          soon                           | -                             | -
          -8                             | -                             | -
          """)
  void aReceiverSaysHowLongItWantsToBeLeftAlone(String retryAfter, String date, Duration wait)
      throws Exception {
    receiver(
        connection ->
            write(
                connection,
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: "
                    + retryAfter
                    + (date == null ? "" : "\r\nDate: " + date)
                    + "\r\n\r\n"));
    var result = assertInstanceOf(SendResult.Unreachable.class, post());
    assertEquals(Optional.ofNullable(wait), result.retryAfter());
  }

  @Test
  void whatAReceiverSaysIsNotWrittenAsItCame() throws Exception {
    receiver(connection -> write(connection, "NO\0\u0007HTTP 200 OK\r\n\r\n"));
    var result = assertInstanceOf(SendResult.Unreachable.class, post());
    assertEquals(result.fault().replaceAll("\\p{Cntrl}", ""), result.fault(), result.fault());
  }
}
