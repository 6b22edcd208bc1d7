package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, and HTTP/2 over it, in a process with the options of the JVM that bin/sojourn gives it. */
class Http2Test {
  private static final long HEADER_TABLE_SIZE = 1;
  private static final long INITIAL_WINDOW_SIZE = 4;
  private static final long CALM = Http2Error.ENHANCE_YOUR_CALM.code();

  @TempDir static Path directory;
  private static ForkedSojourn sojourn;

  @BeforeAll
  static void start() throws Exception {
    sojourn =
        ForkedSojourn.startWithTls(
            directory,
            java.util.List.of("-Xmx128m"),
            Map.of(
                "SOJOURN_STORE",
                "memory",
                "SOJOURN_API_KEYS",
                "admin=" + RunningSojourn.ADMIN_KEY + ":admin"));
    assertTrue(sojourn.isAlive(), sojourn.printed());
  }

  @AfterAll
  static void stop() throws Exception {
    sojourn.close();
  }

  private static Http2Client connect(long... settings) throws Exception {
    return Http2Client.connect(sojourn.address(), settings);
  }

  private static void assertServes() throws Exception {
    try (var client = connect()) {
      var answer = client.answer(client.request(Http2Client.get("/health/live")));
      assertEquals("200", answer.status().toString());
    }
  }

  // ------------------------------------------------------------------------------- TLS

  private static SSLSocket tls(String protocol) throws Exception {
    var socket = TlsClient.connect(sojourn.address());
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, true",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, true",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, false",
    "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, false",
    "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, false"
  })
  void suitesHaveForwardSecrecyAndAuthenticatedEncryption(
      String protocol, String suite, boolean isServed) throws Exception {
    try (var socket = tls(protocol)) {
      socket.setEnabledCipherSuites(new String[] {suite});
      if (isServed) {
        socket.startHandshake();
        assertEquals(suite, socket.getSession().getCipherSuite());
      } else {
        assertThrows(IOException.class, socket::startHandshake);
      }
    }
  }

  @Test
  void aClientBeginsNoSecondHandshake() throws Exception {
    try (var socket = tls("TLSv1.2")) {
      socket.startHandshake();
      socket.startHandshake(); // begins another, whose messages are sent with what is written
      assertThrows(
          IOException.class,
          () -> {
            socket
                .getOutputStream()
                .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            if (socket.getInputStream().read() < 0) {
              throw new SSLException("ended");
            }
          });
    }
  }

  @Test
  void aClientThatAsksForNothingGetsHttp1() throws Exception {
    try (var socket = tls("TLSv1.3")) {
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes());
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
  }

  // ------------------------------------------------------------------------ untaken answers

  /** A window of nothing lets no byte of an answer go, so all of them stay with the server. */
  @Test
  void answersThatNobodyTakesOnFourHundredConnections() throws Exception {
    var clients = new ArrayList<Http2Client>();
    try {
      for (var n = 0; n < 400; n++) {
        var client = connect(INITIAL_WINDOW_SIZE, 0);
        clients.add(client);
        for (var stream = 0; stream < 100; stream++) {
          client.request(Http2Client.get("/openapi.yaml"));
        }
        if (n % 50 == 0) {
          assertServes();
        }
      }
      assertServes();
      assertTrue(sojourn.isAlive(), "it lives");
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  // ------------------------------------------------------------------------------ requests

  @Test
  void aRequestIsAnswered() throws Exception {
    assertServes();
  }

  @Test
  void cookiesThatAreSplitOverFieldsAreJoined() throws Exception {
    var token = "sat_" + "A".repeat(20);
    try (var client = connect()) {
      var split = Http2Client.get("/v1/verify");
      split.add("cookie", "theme=dark").add("cookie", "__Host-sojourn=" + token);
      split.add("x-forwarded-method", "GET").add("sec-fetch-site", "same-origin");
      var whole = Http2Client.get("/v1/verify");
      whole.add("cookie", "theme=dark; __Host-sojourn=" + token);
      whole.add("x-forwarded-method", "GET").add("sec-fetch-site", "same-origin");
      var none = Http2Client.get("/v1/verify");
      none.add("x-forwarded-method", "GET").add("sec-fetch-site", "same-origin");
      var answers = new java.util.ArrayList<String>();
      for (var headers : java.util.List.of(split, whole, none)) {
        answers.add(String.valueOf(client.answer(client.request(headers)).get("www-authenticate")));
      }
      assertEquals(answers.get(1), answers.get(0));
      assertFalse(answers.get(2).contains("invalid_token"), answers::toString);
      assertTrue(answers.get(0).contains("invalid_token"), answers::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"96, 200", "101, 431"})
  void aRequestHasAtMostAHundredFields(int fields, int status) throws Exception {
    try (var client = connect()) {
      var headers = Http2Client.get("/health/live");
      for (var n = 0; n < fields; n++) {
        headers.add("a", "b");
      }
      assertEquals(
          String.valueOf(status), client.answer(client.request(headers)).status().toString());
    }
    assertServes();
  }

  // ------------------------------------------------------------------------------- attacks

  @Test
  void resetsInAHurryEndTheConnection() throws Exception {
    try (var client = connect()) {
      var cancel = Unpooled.buffer().writeInt((int) Http2Error.CANCEL.code());
      try {
        for (var n = 0; n < 2_000; n++) {
          var stream = client.request(Http2Client.get("/health/live"));
          client.send(Http2FrameTypes.RST_STREAM, 0, stream, cancel.duplicate());
        }
      } catch (IOException ended) {
        // as it should
      }
      var code = client.goAway();
      assertTrue(code.isEmpty() || code.get() == CALM, code::toString);
    }
    assertServes();
  }

  /** What the server resets itself, since it was provoked to (CVE-2025-8671). */
  @Test
  void resetsThatTheServerIsProvokedToEndTheConnection() throws Exception {
    try (var client = connect()) {
      try {
        for (var n = 0; n < 2_000; n++) {
          var stream = client.request(Http2Client.get("/health/live"));
          client.send(Http2FrameTypes.WINDOW_UPDATE, 0, stream, Unpooled.buffer().writeInt(0));
        }
      } catch (IOException ended) {
        // as it should
      }
      var code = client.goAway();
      assertTrue(code.isEmpty() || code.get() != 0, code::toString);
    }
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000})
  void continuationsWithoutAnEndEndTheConnection(int length) throws Exception {
    try (var client = connect()) {
      client.open(Http2Client.get("/health/live"), Http2Client.END_STREAM);
      try {
        for (var n = 0; n < 10_000; n++) {
          client.send(Http2FrameTypes.CONTINUATION, 0, 1, Unpooled.buffer().writeZero(length));
        }
      } catch (IOException ended) {
        // as it should
      }
      var code = client.goAway();
      assertTrue(code.isEmpty() || code.get() == CALM, code::toString);
    }
    assertServes();
  }

  @Test
  void pingsWithoutARequestEndTheConnection() throws Exception {
    try (var client = connect()) {
      try {
        for (var n = 0; n < 20_000; n++) {
          client.send(Http2FrameTypes.PING, 0, 0, Unpooled.buffer().writeZero(8));
        }
      } catch (IOException ended) {
        // as it should
      }
      var code = client.goAway();
      assertTrue(code.isEmpty() || code.get() == CALM, code::toString);
    }
    assertServes();
  }

  /** Our table grows with what we answer, up to the size that the client allows us. */
  @Test
  void aClientDoesNotMakeOurHeaderTableGrow() throws Exception {
    try (var client = connect(HEADER_TABLE_SIZE, Http2Client.LARGEST_TABLE)) {
      for (var n = 0; n < 300; n++) {
        var id = UUID.randomUUID().toString();
        var headers = Http2Client.get("/health/live").add("x-request-id", id);
        Http2Headers answer = client.answer(client.request(headers));
        assertEquals(id, answer.get("x-request-id").toString());
        assertEquals(4096, client.tableSize());
        if (n == 100) {
          client.settings(HEADER_TABLE_SIZE, Http2Client.LARGEST_TABLE / 2);
        }
      }
    }
  }

  /** A field of the table that is named again and again costs one byte each time. */
  @Test
  void aHeaderBombIsRefusedAndTakesNobodyElseAlong() throws Exception {
    for (var n = 0; n < 20; n++) {
      try (var client = connect()) {
        var block = client.encode(Http2Client.get("/health/live").add("x-bomb", "a".repeat(3_500)));
        client.send(
            Http2FrameTypes.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, 1, block);
        var bomb = client.encode(Http2Client.get("/health/live"));
        for (var again = 0; again < 15_000; again++) {
          bomb.writeByte(0x80 | 62);
        }
        client.send(
            Http2FrameTypes.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, 3, bomb);
        client.goAwayOrAnswer(3);
      } catch (IOException ended) {
        // as it may
      }
    }
    assertTrue(sojourn.isAlive());
    assertServes();
  }

  @Test
  void oneConnectionHasAHundredStreams() throws Exception {
    try (var client = connect()) {
      var headers = Http2Client.get("/v1/token").method("POST");
      for (var n = 0; n < 101; n++) {
        client.open(headers, Http2Client.END_HEADERS);
      }
      while (true) {
        var frame = client.read().orElseThrow();
        if (frame.type() == Http2FrameTypes.RST_STREAM && frame.stream() == 201) {
          assertEquals(Http2Error.REFUSED_STREAM.code(), frame.bytes().getUnsignedInt(0));
          break;
        }
      }
    }
    assertServes();
  }

  /** Upgrades in the clear are not offered, nor HTTP/2 with prior knowledge. */
  @Test
  void thereIsNoHttp2InTheClear() throws Exception {
    var plain = RunningSojourn.on(RunningSojourn.On.MEMORY);
    for (var request :
        java.util.List.of(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")) {
      try (var socket = new Socket("127.0.0.1", plain.address().getPort())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(answer.matches("(?s)HTTP/[12]\\.[01] [2345]0[0-9] .*"), answer);
        assertFalse(answer.contains("101 "), answer);
      }
    }
  }
}
