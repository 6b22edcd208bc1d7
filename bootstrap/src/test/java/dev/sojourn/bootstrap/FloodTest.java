package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand connections that each send as much as they can, and take nothing, to a process with a
 * heap of 128 MB: it lives, and honest requests are answered.
 */
class FloodTest {
  private static final int CONNECTIONS = 1_000;
  private static final String FORM =
      "POST /v1/token HTTP/1.1\r\nHost: x\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n";

  @TempDir static Path directory;
  private static ForkedSojourn sojourn;
  private final List<SocketChannel> flood = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    sojourn =
        ForkedSojourn.start(directory, List.of("-Xmx128m"), Map.of("SOJOURN_STORE", "memory"));
    assertTrue(sojourn.isAlive(), sojourn.printed());
  }

  @AfterAll
  static void stop() throws Exception {
    sojourn.close();
  }

  @AfterEach
  void endTheFlood() throws IOException {
    for (var channel : flood) {
      channel.close();
    }
  }

  /** Sends this on every connection, as much of it as is taken. */
  private void flood(String text) throws IOException, InterruptedException {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (var n = 0; n < CONNECTIONS; n++) {
      var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", sojourn.port()));
      flood.add(channel);
      channel.configureBlocking(false);
      push(channel, ByteBuffer.wrap(bytes));
      if (n % 100 == 0) {
        assertHonestRequestsAreAnswered();
      }
    }
    assertHonestRequestsAreAnswered();
  }

  private static void push(SocketChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining() && channel.write(bytes) > 0) {
        // as long as it is taken
      }
    } catch (IOException ended) {
      // as it should be
    }
  }

  private void assertHonestRequestsAreAnswered() throws IOException, InterruptedException {
    assertEquals(200, status("GET /health/live HTTP/1.1\r\nHost: x\r\n"));
    assertEquals(
        400,
        status(FORM + "Content-Length: 42\r\n", "grant_type=refresh_token&refresh_token=abc"),
        "a token that is none, and not 503");
    assertTrue(sojourn.isAlive(), "it lives");
  }

  private int status(String head) throws IOException {
    return status(head, "");
  }

  /** Repeats, as the contract says, what a machine that stood still was too late for. */
  private int status(String head, String body) throws IOException {
    while (true) {
      try (var socket = sojourn.connect()) {
        socket
            .getOutputStream()
            .write((head + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!answer.contains("stood still")) {
          return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9, 12));
        }
      }
    }
  }

  @Test
  void manyHeaderLinesWithoutAnEnd() throws Exception {
    flood("GET /health/live HTTP/1.1\r\nHost: x\r\n" + "a:b\r\n".repeat(6_500));
  }

  @Test
  void headsThatAreNearlyAsLargeAsTheyMayBe() throws Exception {
    flood(
        "GET /health/live HTTP/1.1\r\nHost: x\r\n" + ("a: " + "b".repeat(320) + "\r\n").repeat(98));
  }

  @Test
  void trailersWithoutAnEnd() throws Exception {
    flood(FORM + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" + "a:b\r\n".repeat(6_500));
  }

  @Test
  void bodiesThatAreNeverWhole() throws Exception {
    flood(FORM + "Content-Length: 16384\r\n\r\n" + "a".repeat(16_000));
  }

  @Test
  void bodiesThatAreDeclaredAndNotSent() throws Exception {
    flood(FORM + "Content-Length: 16384\r\n\r\n");
  }

  @Test
  void formsOfManyFields() throws Exception {
    flood(FORM + "Content-Length: 16384\r\n\r\n" + "a&".repeat(8_192));
  }

  @Test
  void pipelinesWhoseAnswersNobodyTakes() throws Exception {
    flood("GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_500));
  }

  @Test
  void jsonOfManyValues() throws Exception {
    var json = "{\"a\":[" + "[],".repeat(5_400) + "[]]}";
    flood(
        "POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json);
  }
}
