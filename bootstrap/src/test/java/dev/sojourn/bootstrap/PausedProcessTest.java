package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sojourn.adapters.http.server.pause.PauseDetector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is stopped for three seconds and goes on: what was sent to it meanwhile is refused, and
 * nothing else is.
 */
class PausedProcessTest {
  private static final String KEY = "sak_paused-paused-paused-paused-paused";
  private static final List<String> KNOWS_PAUSES =
      List.of("-Dsojourn.longestUnread=" + PauseDetector.LONGEST_WAIT);
  private static final Map<String, String> SETTINGS =
      Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS", "test=" + KEY + ":admin");
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /**
   * What must be served may be refused if the machine stands still by itself for as long. A rule
   * that refuses too much does so every time.
   */
  private static final int TRIES = 20;

  @TempDir Path directory;
  private final List<Connection> connections = new ArrayList<>();
  private ForkedSojourn sojourn;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "needs Linux");
    sojourn = ForkedSojourn.start(directory, KNOWS_PAUSES, SETTINGS);
    assertTrue(sojourn.isAlive(), sojourn.printed());
  }

  @AfterEach
  void end() throws Exception {
    for (var connection : connections) {
      connection.close();
    }
    sojourn.close();
  }

  /** One connection that a client keeps. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Connection(URI address) throws IOException {
      socket = new Socket(address.getHost(), address.getPort());
      socket.setTcpNoDelay(true);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void sends(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    Answer receives() throws IOException {
      var status = Integer.parseInt(in.readLine().split(" ")[1]);
      var headers = new ArrayList<String>();
      for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        headers.add(line.toLowerCase(Locale.ROOT));
      }
      var length =
          headers.stream()
              .filter(line -> line.startsWith("content-length:"))
              .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
              .findFirst()
              .orElse(0);
      var body = new char[length];
      for (var read = 0; read < length; ) {
        read += in.read(body, read, length - read);
      }
      return new Answer(status, headers);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Answer(int status, List<String> headers) {
    boolean has(String header) {
      return headers.stream().anyMatch(line -> line.startsWith(header));
    }
  }

  private Connection connection() throws IOException {
    var connection = new Connection(sojourn.address());
    connections.add(connection);
    return connection;
  }

  /** One that has been used and is kept, as the pool of a client has it. */
  private Connection usedConnection() throws IOException {
    for (var i = 0; i < TRIES; i++) {
      var connection = connection();
      connection.sends("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      var answer = connection.receives();
      assertEquals(200, answer.status());
      if (!answer.has("connection: close")) {
        return connection;
      }
    }
    throw new AssertionError("no connection is kept");
  }

  private static final String BODY = "{\"user_id\": \"ada\"}";
  private static final String HEAD =
      "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          + "Authorization: Bearer "
          + KEY
          + "\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n";
  private static final String OPEN = HEAD + BODY;

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  private static void assertRefused(Answer answer) {
    assertEquals(503, answer.status());
    assertTrue(answer.has("retry-after: "), answer::toString);
    assertTrue(answer.has("connection: close"), answer::toString);
  }

  /** The statuses of what was sent after the pause. */
  private List<Integer> pauseOnce() throws Exception {
    var used = usedConnection();
    var idle = usedConnection();
    var half = usedConnection();
    half.sends(HEAD + BODY.substring(0, 5));

    sojourn.pause();
    used.sends(OPEN);
    half.sends(BODY.substring(5));
    var made = connection();
    made.sends(OPEN);
    pass(PAUSE);
    sojourn.resume();

    for (var waited : List.of(used, made)) {
      assertRefused(waited.receives());
    }
    // Whether its first half was read before the pause is left open.
    assertEquals(503, half.receives().status());
    idle.sends(OPEN);
    var onIdle = idle.receives().status();
    var later = connection();
    later.sends(OPEN);
    return List.of(onIdle, later.receives().status());
  }

  /** Tries until it comes out as expected. */
  private static <T> void assertComesOut(T expected, Trial<T> trial) throws Exception {
    var seen = new ArrayList<T>();
    while (!seen.contains(expected) && seen.size() < TRIES) {
      seen.add(trial.run());
    }
    assertTrue(seen.contains(expected), seen::toString);
  }

  @FunctionalInterface
  private interface Trial<T> {
    T run() throws Exception;
  }

  @Test
  void whatWasSentDuringAPauseIsRefusedAndWhatIsSentAfterItIsServedAtOnce() throws Exception {
    assertComesOut(List.of(201, 201), this::pauseOnce);
  }

  @Test
  void allConnectionsOfALongBacklogAreRefusedAndTheNextIsServed() throws Exception {
    usedConnection();
    assertComesOut(
        201,
        () -> {
          sojourn.pause();
          var backlog = new Connection[100];
          for (var i = 0; i < backlog.length; i++) {
            backlog[i] = connection();
            backlog[i].sends(OPEN);
          }
          pass(PAUSE);
          sojourn.resume();
          for (var waited : Arrays.asList(backlog)) {
            assertRefused(waited.receives());
          }
          var next = connection();
          next.sends(OPEN);
          return next.receives().status();
        });
  }

  @Test
  void aRequestThatChangesNothingIsAnsweredHoweverLongItWaited() throws Exception {
    var used = usedConnection();
    sojourn.pause();
    used.sends("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
    pass(PAUSE);
    sojourn.resume();
    var answer = used.receives();
    assertEquals(200, answer.status());
    assertTrue(answer.has("connection: close"), answer::toString);
  }

  /** The status of what was sent during a pause, and the code of GOAWAY after it. */
  private static List<String> pauseOnceWithHttp2(ForkedSojourn secure) throws Exception {
    try (var client = Http2Client.connect(secure.address())) {
      client.answer(client.request(Http2Client.get("/health/live")));
      secure.pause();
      var stream = client.request(Http2Client.get("/v1/token").method("POST"));
      pass(PAUSE);
      secure.resume();
      var status = client.answer(stream).status().toString();
      return List.of(status, client.goAway().map(String::valueOf).orElse("none"));
    } catch (AssertionError connectionHasEnded) {
      return List.of(String.valueOf(connectionHasEnded.getMessage()));
    }
  }

  @Test
  void aConnectionOfHttp2IsAskedToGoAwayAfterAPause() throws Exception {
    var own = Files.createDirectory(directory.resolve("tls"));
    try (var secure = ForkedSojourn.startWithTls(own, KNOWS_PAUSES, SETTINGS)) {
      assertComesOut(List.of("503", "0"), () -> pauseOnceWithHttp2(secure));
      try (var later = Http2Client.connect(secure.address())) {
        var answer = later.answer(later.request(Http2Client.get("/health/live")));
        assertEquals("200", answer.status().toString());
      }
    }
  }
}
