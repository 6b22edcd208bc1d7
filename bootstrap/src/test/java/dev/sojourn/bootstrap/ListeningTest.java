package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where and how Sojourn listens, and what it bears of its clients. */
class ListeningTest {
  @TempDir Path directory;

  private static Sojourn start(Map<String, String> more) {
    var settings =
        new HashMap<>(
            Map.of(
                "SOJOURN_STORE",
                "memory",
                "SOJOURN_HTTP_PORT",
                "0",
                "SOJOURN_API_KEYS",
                "admin=" + RunningSojourn.ADMIN_KEY + ":admin"));
    settings.putAll(more);
    return switch (SojournConfig.read(settings, Path.of("").toAbsolutePath())) {
      case Reading.Good(var config) ->
          Sojourn.start(config, new MillisecondClock(), RunningSojourn.ANY_WAIT);
      case Reading.Faulty(var faults) -> throw new IllegalArgumentException(faults.toString());
    };
  }

  private static int status(URI address, String path) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(address.resolve(path)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void healthAndMetricsMayHaveAnAddressOfTheirOwn() throws Exception {
    try (var sojourn = start(Map.of("SOJOURN_MANAGEMENT_PORT", "0"))) {
      assertNotEquals(sojourn.address(), sojourn.managementAddress());
      for (var path : new String[] {"/health/live", "/health/ready", "/metrics"}) {
        assertEquals(200, status(sojourn.managementAddress(), path));
        assertEquals(404, status(sojourn.address(), path));
      }
      assertEquals(404, status(sojourn.managementAddress(), "/v1/policies"));
      assertEquals(401, status(sojourn.address(), "/v1/policies"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"0.0.0.0", "::"})
  void whereOthersCanConnectMetricsNeedAKey(String host) {
    var keys =
        "admin="
            + RunningSojourn.ADMIN_KEY
            + ":admin,reader="
            + RunningSojourn.READ_KEY
            + ":sessions:read,prometheus="
            + RunningSojourn.SHOP_KEY
            + ":metrics:read";
    try (var sojourn = start(Map.of("SOJOURN_HTTP_HOST", host, "SOJOURN_API_KEYS", keys))) {
      var api = RunningSojourn.apiOf(sojourn);
      api.get("/metrics").expect(401);
      api.bearer(RunningSojourn.READ_KEY).get("/metrics").expect(403);
      var told = api.bearer(RunningSojourn.SHOP_KEY).get("/metrics").expect(200);
      assertTrue(told.body().contains("sojourn_build_info"), told.body());
      api.bearer(RunningSojourn.ADMIN_KEY).get("/metrics").expect(200);
      api.bearer(RunningSojourn.SHOP_KEY).get("/v1/policies").expect(403);
      api.get("/health/ready").expect(200);
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheOthersAreServed() throws Exception {
    try (var sojourn =
        start(
            Map.of(
                "SOJOURN_HTTP_MAX_CONNECTIONS",
                "3",
                "SOJOURN_HTTP_MAX_CONNECTIONS_PER_ADDRESS",
                "off"))) {
      var sockets = new ArrayList<Socket>();
      for (var n = 0; n < 3; n++) {
        sockets.add(connected(sojourn));
        assertTrue(answers(sockets.getLast()));
      }
      try (var oneMore = connected(sojourn)) {
        assertEquals(-1, ended(oneMore));
      }
      for (var socket : sockets) {
        assertTrue(answers(socket));
      }
      sockets.removeFirst().close();
      eventually(
          () -> {
            try (var another = connected(sojourn)) {
              return answers(another);
            } catch (IOException refused) {
              return false;
            }
          });
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest(name = "{0} of {1}, proxies {2}: {3}")
  @CsvSource({
    "2, 8, none, 2",
    "'', 8, none, 2",
    "off, 8, none, 8",
    "2, 8, 127.0.0.0/8, 8",
    "20, 8, none, 8"
  })
  void anAddressHasAShareOfTheConnectionsUnlessItIsAProxy(
      String perAddress, String most, String proxies, int taken) throws Exception {
    var settings =
        new HashMap<>(
            Map.of("SOJOURN_HTTP_MAX_CONNECTIONS", most, "SOJOURN_TRUSTED_PROXIES", proxies));
    if (!perAddress.isEmpty()) {
      settings.put("SOJOURN_HTTP_MAX_CONNECTIONS_PER_ADDRESS", perAddress);
    }
    try (var sojourn = start(settings)) {
      var sockets = new ArrayList<Socket>();
      for (var n = 0; n < taken; n++) {
        sockets.add(connected(sojourn));
        assertTrue(answers(sockets.getLast()));
      }
      try (var oneMore = connected(sojourn)) {
        assertEquals(-1, ended(oneMore));
      }
      for (var socket : sockets) {
        assertTrue(answers(socket));
        socket.close();
      }
    }
  }

  @Test
  void whoSendsTooSlowlyIsCutOffWhereverInTheRequest() throws Exception {
    try (var sojourn = start(Map.of());
        var silent = connected(sojourn);
        var head = connected(sojourn);
        var body = connected(sojourn)) {
      send(head, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      send(
          body,
          "POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
              + "Content-Type: application/x-www-form-urlencoded\r\n\r\n");
      var ends =
          java.util.stream.Stream.of(silent, head, body)
              .map(socket -> CompletableFuture.supplyAsync(() -> trickleUntilEnded(socket)))
              .toList();
      ends.forEach(end -> assertTrue(end.join()));
      assertEquals(200, status(sojourn.address(), "/health/live"));
    }
  }

  /** A byte now and then, until the other side has had enough. */
  private static boolean trickleUntilEnded(Socket socket) {
    try {
      socket.setSoTimeout(500);
      for (var tries = 0; tries < 120; tries++) {
        try {
          if (socket.getInputStream().read() < 0) {
            return true;
          }
        } catch (java.net.SocketTimeoutException nothingYet) {
          if (tries % 4 == 3) {
            send(socket, "a");
          }
        }
      }
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aCertificateIsReadAgainWhenItsFilesChange() throws Exception {
    var certificate = directory.resolve("tls.crt");
    var key = directory.resolve("tls.key");
    write(SelfSignedCertificate.create("one.example"), certificate, key);
    try (var sojourn =
        start(
            Map.of(
                "SOJOURN_TLS_CERTIFICATE",
                certificate.toString(),
                "SOJOURN_TLS_KEY",
                key.toString()))) {
      assertEquals("https", sojourn.address().getScheme());
      assertEquals("CN=one.example", subject(sojourn));
      assertTrue(answered(sojourn).contains("Strict-Transport-Security: max-age=31536000"));
      Files.writeString(certificate, "nonsense");
      eventually(() -> subject(sojourn).equals("CN=one.example"));
      write(SelfSignedCertificate.create("two.example"), certificate, key);
      eventually(() -> subject(sojourn).equals("CN=two.example"));
    }
  }

  private static void write(SelfSignedCertificate made, Path certificate, Path key)
      throws IOException {
    Files.copy(Path.of(made.certificatePath()), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(Path.of(made.privateKeyPath()), key, StandardCopyOption.REPLACE_EXISTING);
    made.delete();
  }

  private static String subject(Sojourn sojourn) {
    try (var socket = connect(sojourn)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (GeneralSecurityException | IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String answered(Sojourn sojourn) throws GeneralSecurityException, IOException {
    try (var socket = connect(sojourn)) {
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes());
      return new String(socket.getInputStream().readAllBytes());
    }
  }

  private static SSLSocket connect(Sojourn sojourn) throws GeneralSecurityException, IOException {
    return TlsClient.connect(sojourn.address());
  }

  private static Socket connected(Sojourn sojourn) throws IOException {
    return new Socket(sojourn.address().getHost(), sojourn.address().getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static boolean answers(Socket socket) throws IOException {
    send(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    var in = socket.getInputStream();
    var line = new StringBuilder();
    for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    while (in.available() > 0) {
      in.read();
    }
    return line.toString().startsWith("HTTP/1.1 200");
  }

  private static int ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketException reset) {
      return -1;
    }
  }
}
