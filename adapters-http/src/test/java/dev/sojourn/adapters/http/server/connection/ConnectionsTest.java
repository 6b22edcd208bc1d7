package dev.sojourn.adapters.http.server.connection;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.domain.Parsed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server within limits, over real sockets, by a clock that the test moves. */
class ConnectionsTest {
  private static final int LARGE = 8 * 1024 * 1024;

  private final AtomicLong now = new AtomicLong();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();
  private Connections connections = connections(10, Optional.empty(), 1 << 20, 1 << 20, LARGE * 4L);
  private int port;
  private @Nullable Vertx vertx;

  private Connections connections(
      int most, Optional<Integer> perAddress, long memory, long share, long output) {
    var listening =
        new Listening("127.0.0.1", 0, 1, most, perAddress, Optional.empty(), Optional.empty());
    return new Connections(
        listening, TrustedProxies.NONE, now::get, new RequestMemory(memory, share), output);
  }

  private void serve() {
    serve(new HttpServerOptions().setHttp2ClearTextEnabled(false));
  }

  private void serve(HttpServerOptions options) {
    var running = connections.limit(Vertx.builder()).build();
    vertx = running;
    opened.add(() -> await(running.close()));
    var router = Router.router(vertx);
    router
        .route()
        .handler(
            http -> {
              connections.began(http);
              begun.incrementAndGet();
              http.next();
            });
    router.get("/small").handler(http -> http.response().end("small"));
    var large = Buffer.buffer(new byte[LARGE]);
    router.get("/large").handler(http -> http.response().end(large));
    router.get("/never").handler(_ -> {});
    router
        .post("/body")
        .handler(
            http -> {
              var length = new AtomicLong();
              http.request()
                  .handler(
                      chunk -> IncomingRequest.of(http).keeps(length.addAndGet(chunk.length())))
                  .endHandler(
                      _ -> {
                        IncomingRequest.of(http).arrived();
                        http.response().end("read");
                      });
            });
    router.route().failureHandler(http -> http.response().setStatusCode(503).end("refused"));
    HttpServer server =
        await(
            running
                .createHttpServer(options)
                .connectionHandler(connection -> connections.opened(connection, options))
                .requestHandler(router)
                .listen(0, "127.0.0.1"));
    port = server.actualPort();
  }

  private static <T> T await(Future<T> future) {
    return future.await();
  }

  @AfterEach
  void close() throws Exception {
    for (var each : opened.reversed()) {
      each.close();
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    opened.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private static String head(int length) {
    return "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }

  /** The status of the next answer; 0 if there is none, for the connection has ended. */
  private static int status(Socket socket) throws IOException {
    var line = new StringBuilder();
    try {
      for (var c = socket.getInputStream().read(); c != '\r'; c = socket.getInputStream().read()) {
        if (c < 0) {
          return 0;
        }
        line.append((char) c);
      }
    } catch (IOException reset) {
      return 0;
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static boolean ends(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // what was on its way
      }
      return true;
    } catch (IOException reset) {
      return true;
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static void awaitUntil(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** Looks again and again, as the server does every second, until this holds. */
  private void lookUntil(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      pass(Duration.ofSeconds(1));
      connections.cutOffTheSlow();
      Thread.onSpinWait();
    }
  }

  @Test
  void anAddressHasAShareOfTheConnections() throws IOException {
    connections = connections(10, Optional.of(2), 1 << 20, 1 << 20, LARGE);
    serve();
    var first = connect();
    var second = connect();
    assertTrue(ends(connect()));
    for (var socket : List.of(first, second)) {
      send(socket, get("/small"));
      assertEquals(200, status(socket));
    }
  }

  @Test
  void aTrustedProxyHasNone() throws IOException {
    var proxies = ((Parsed.Valid<TrustedProxies>) TrustedProxies.parse("127.0.0.0/8")).value();
    connections =
        new Connections(
            new Listening(
                "127.0.0.1", 0, 1, 10, Optional.of(1), Optional.empty(), Optional.empty()),
            proxies,
            now::get);
    serve();
    for (var n = 0; n < 5; n++) {
      var socket = connect();
      send(socket, get("/small"));
      assertEquals(200, status(socket));
    }
  }

  @Test
  void aConnectionThatEndsMakesRoomForAnother() throws IOException {
    connections = connections(10, Optional.of(1), 1 << 20, 1 << 20, LARGE);
    serve();
    for (var n = 0; n < 20; n++) {
      try (var socket = connect()) {
        send(socket, get("/small"));
        assertEquals(200, status(socket));
      }
      awaitUntil(() -> connections.open() == 0);
    }
  }

  @Test
  void aClientThatTakesNothingOfItsAnswerIsCutOff() throws IOException {
    serve();
    var socket = connect();
    send(socket, get("/large"));
    awaitUntil(() -> begun.get() == 1);
    lookUntil(() -> connections.open() == 0);
  }

  @Test
  void aClientThatTakesAllOfItIsNot() throws IOException {
    serve();
    var socket = connect();
    send(socket, get("/large"));
    assertEquals(200, status(socket));
    var read = 0L;
    while (read < LARGE) {
      read += socket.getInputStream().skip(LARGE);
    }
    for (var n = 0; n < 40; n++) {
      pass(Duration.ofSeconds(1));
      connections.cutOffTheSlow();
    }
    send(socket, get("/small"));
    while (socket.getInputStream().read() != 'H') {
      // the rest of the head of the answer before
    }
    assertEquals(1, connections.open());
  }

  @Test
  void answersThatNobodyTakesAreBoundedTogether() throws IOException {
    connections = connections(10, Optional.empty(), 1 << 20, 1 << 20, LARGE * 2L);
    serve();
    for (var n = 0; n < 6; n++) {
      send(connect(), get("/large"));
    }
    awaitUntil(() -> begun.get() == 6 && connections.open() <= 3);
    var honest = connect();
    send(honest, get("/small"));
    assertEquals(200, status(honest));
  }

  @Test
  void aPipelineWhoseAnswersNobodyTakesIsReadOneByOne() throws IOException {
    serve();
    var socket = connect();
    send(socket, get("/large").repeat(100));
    awaitUntil(() -> begun.get() > 0);
    var honest = connect();
    send(honest, get("/small"));
    assertEquals(200, status(honest));
    assertEquals(2, begun.get(), "the first of the pipeline, and the honest one");
  }

  @Test
  void theOldestUnfinishedBodyIsRefusedWhenTheBudgetIsSpentAndNotTheNewcomer() throws IOException {
    connections = connections(10, Optional.empty(), 100_000, 100_000, LARGE);
    serve();
    var slow = connect();
    send(slow, head(60_000) + "a".repeat(50_000));
    awaitUntil(() -> begun.get() == 1);
    var newcomer = connect();
    send(newcomer, head(60_000) + "a".repeat(60_000));
    assertEquals(200, status(newcomer));
    assertEquals(503, status(slow));
    assertTrue(ends(slow));
  }

  @Test
  void whatIsDeclaredAndNotSentTakesNoRoom() throws IOException {
    connections = connections(100, Optional.empty(), 100_000, 100_000, LARGE);
    serve();
    for (var n = 0; n < 40; n++) {
      send(connect(), head(65_000));
    }
    awaitUntil(() -> begun.get() == 40);
    var honest = connect();
    send(honest, head(10) + "a".repeat(10));
    assertEquals(200, status(honest));
  }

  @Test
  void theOldestUnfinishedHeadIsClosedWhenTheBudgetIsSpent() throws IOException {
    connections = connections(100, Optional.empty(), 100_000, 100_000, LARGE);
    serve();
    var slow = new ArrayList<Socket>();
    for (var n = 0; n < 20; n++) {
      var socket = connect();
      slow.add(socket);
      send(socket, "GET /small HTTP/1.1\r\nX: " + "a".repeat(7_000));
    }
    assertTrue(ends(slow.getFirst()));
    var honest = connect();
    send(honest, get("/small"));
    assertEquals(200, status(honest));
  }

  @Test
  void bodiesAreDueByTheirTimeOnly() throws IOException {
    serve();
    var slow = connect();
    send(slow, head(10) + "a");
    awaitUntil(() -> begun.get() == 1);
    pass(Connections.TO_SEND);
    connections.cutOffTheSlow();
    assertEquals(1, connections.open());
    pass(Duration.ofNanos(1));
    connections.cutOffTheSlow();
    assertTrue(ends(slow));
  }

  @Test
  void aConnectionThatSaysNothingIsCutOffAndOneThatWaitsForUsIsNot() throws IOException {
    serve();
    var silent = connect();
    var waiting = connect();
    send(waiting, get("/never"));
    awaitUntil(() -> begun.get() == 1 && connections.open() == 2);
    pass(Connections.TO_SEND.plusNanos(1));
    connections.cutOffTheSlow();
    assertTrue(ends(silent));
    pass(Duration.ofDays(1));
    connections.cutOffTheSlow();
    awaitUntil(() -> connections.open() == 1);
    send(waiting, get("/small"));
    connections.cutOffTheSlow();
    assertEquals(1, connections.open());
  }

  // --------------------------------------------------------------------------- HTTP/2

  /** A client of HTTP/2 whose requests share one connection. */
  private HttpClient http2() {
    var certificate = SelfSignedCertificate.create("localhost");
    serve(
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(certificate.keyCertOptions()));
    return requireNonNull(vertx)
        .createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustAll(true)
                .setVerifyHost(false));
  }

  private HttpClientRequest request(HttpClient client, HttpMethod method, String path) {
    return await(client.request(method, port, "127.0.0.1", path));
  }

  private int status(HttpClient client, String path) {
    return await(request(client, HttpMethod.GET, path).send()).statusCode();
  }

  @Test
  void aStreamThatIsGivenNoWindowEndsItsConnection() {
    var client = http2();
    var response =
        await(request(client, HttpMethod.GET, "/large").send().map(HttpClientResponse::pause));
    assertEquals(HttpVersion.HTTP_2, response.version());
    lookUntil(() -> connections.open() == 0);
  }

  @Test
  void ofTwoClientsThatTakeNothingTheOlderIsCutOffWhenTheBudgetIsSpent() {
    var streams = 10;
    connections =
        connections(
            10,
            Optional.empty(),
            (streams + 5) * (long) UntakenAnswers.STREAM_BYTES,
            1 << 20,
            LARGE * 4L);
    var older = http2();
    var newer = http2();
    for (var client : List.of(older, newer)) {
      for (var n = 0; n < streams; n++) {
        await(request(client, HttpMethod.GET, "/large").send().map(HttpClientResponse::pause));
      }
    }
    awaitUntil(() -> connections.open() == 1);
    assertEquals(200, status(newer, "/small"));
  }

  @Test
  void aBodyThatIsLateEndsItsStreamAndNotTheConnection() {
    var client = http2();
    var late = request(client, HttpMethod.POST, "/body").setChunked(true);
    var reset = new CompletableFuture<Throwable>();
    late.exceptionHandler(reset::complete);
    await(late.write("a"));
    assertEquals(200, status(client, "/small"));
    awaitUntil(() -> begun.get() == 2);
    pass(Connections.TO_SEND.plusNanos(1));
    connections.cutOffTheSlow();
    assertInstanceOf(StreamResetException.class, reset.join());
    assertEquals(200, status(client, "/small"));
    assertEquals(1, connections.open());
  }

  @Test
  void theOldestUnfinishedStreamIsRefusedWhenTheBudgetIsSpent() {
    connections = connections(10, Optional.empty(), 100_000, 100_000, LARGE);
    var client = http2();
    var slow = request(client, HttpMethod.POST, "/body").setChunked(true);
    await(slow.write("a".repeat(60_000)));
    awaitUntil(() -> connections.memoryTaken() > 60_000);
    var newcomer = request(client, HttpMethod.POST, "/body");
    assertEquals(200, await(newcomer.send("a".repeat(60_000))).statusCode());
    assertEquals(503, await(slow.response()).statusCode());
    assertEquals(200, status(client, "/small"));
  }

  @Test
  void aConnectionThatAsksForNothingAfterTlsIsCutOff() throws IOException {
    http2();
    connect();
    awaitUntil(() -> connections.open() == 1);
    lookUntil(() -> connections.open() == 0);
  }
}
