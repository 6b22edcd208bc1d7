package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sojourn as a process: how it starts, what signals do, and with which status it ends. */
class MainTest {
  private static final Pattern ADDRESS = Pattern.compile("ready at (http://[0-9.:]+)");
  private static final Pattern KEY = Pattern.compile("sak_[A-Za-z0-9_-]+");

  @TempDir Path directory;
  private OpenApi contract = new OpenApi("paths: {}");
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void readContract() throws IOException {
    try (var in = MainTest.class.getResourceAsStream("/openapi.yaml")) {
      contract = new OpenApi(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void killWhatIsLeft() throws InterruptedException {
    for (var process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process process(Map<String, String> environment, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dsojourn.longestUnread=" + RunningSojourn.ANY_WAIT,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sojourn.bootstrap.Main"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.redirectError(directory.resolve("log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SOJOURN_"));
    builder.environment().put("SOJOURN_HTTP_PORT", "0");
    builder.environment().put("SOJOURN_SHUTDOWN_DELAY", "PT0S");
    builder.environment().putAll(environment);
    var process = builder.start();
    started.add(process);
    return process;
  }

  private record Ready(Process process, URI address, Api api, String printed) {
    Api backend() {
      var key = KEY.matcher(printed);
      assertTrue(key.find(), printed);
      return api.bearer(key.group());
    }
  }

  /** Starts it and reads what it prints until it waits to be stopped. */
  private Ready start(Map<String, String> environment, String... arguments) throws IOException {
    var process = process(environment, arguments);
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var printed = new StringBuilder();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      if (line.contains("Ctrl-C")) {
        break;
      }
    }
    var address = ADDRESS.matcher(printed);
    assertTrue(address.find(), printed + Files.readString(directory.resolve("log")));
    var uri = URI.create(address.group(1));
    return new Ready(process, uri, new Api(uri, contract), printed.toString());
  }

  private static int statusOf(Process process) throws InterruptedException {
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it ends");
    return process.exitValue();
  }

  @ParameterizedTest(name = "SIG{0} ends it with status 0")
  @ValueSource(strings = {"TERM", "INT"})
  void itStopsInOrder(String signal) throws Exception {
    assumeFalse(signal.equals("INT") && ignoresInterrupts(), "SIGINT is ignored by who runs this");
    var ready = start(Map.of("SOJOURN_STORE", "memory"));
    ready.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    new ProcessBuilder("kill", "-" + signal, String.valueOf(ready.process().pid()))
        .start()
        .waitFor();
    assertEquals(0, statusOf(ready.process()));
  }

  /** Shells start background jobs so, and a child inherits it (signal(7)). */
  private static boolean ignoresInterrupts() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
            .anyMatch(ignored -> (ignored & 0b10) != 0);
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
  }

  @Test
  void whileItDrainsReadinessHasFallenAndAllIsServedUntilASecondSignal() throws Exception {
    var ready = start(Map.of("SOJOURN_STORE", "memory", "SOJOURN_SHUTDOWN_DELAY", "PT5M"));
    ready.api().get("/health/ready").expect(200);
    var opened = ready.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    signal(ready.process(), "TERM");
    eventually(() -> ready.api().once().get("/health/ready").status() == 503);
    assertEquals("draining", ready.api().get("/health/ready").text("/status"));
    ready.api().get("/health/live").expect(200);
    ready.api().bearer(opened.text("/tokens/access_token")).get("/v1/verify").expect(200);
    ready.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    try (var another = new Socket(ready.address().getHost(), ready.address().getPort())) {
      another.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      assertTrue(
          new BufferedReader(new InputStreamReader(another.getInputStream()))
              .readLine()
              .startsWith("HTTP/1.1 200"));
    }
    assertTrue(ready.process().isAlive());
    signal(ready.process(), "TERM");
    assertEquals(0, statusOf(ready.process()));
  }

  @Test
  void itEndsByItselfWhenTheDelayIsOver() throws Exception {
    var ready = start(Map.of("SOJOURN_STORE", "memory", "SOJOURN_SHUTDOWN_DELAY", "PT1S"));
    signal(ready.process(), "TERM");
    assertEquals(0, statusOf(ready.process()));
    assertTrue(Files.readString(directory.resolve("log")).contains("draining"));
  }

  @Test
  void serveIsWhatIsDoneWithoutACommandToo() throws Exception {
    var ready = start(Map.of("SOJOURN_STORE", "memory"), "serve");
    ready.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    ready.process().destroy();
    assertEquals(0, statusOf(ready.process()));
  }

  @ParameterizedTest(name = "sojourn {0} ends with status {1}")
  @CsvSource({"--version,0", "doctor,0", "migrate,2", "srve,2"})
  void anotherCommandEndsByItselfWithItsStatus(String command, int status) throws Exception {
    assertEquals(status, statusOf(process(Map.of(), command)));
    assertFalse(Files.exists(directory.resolve(".sojourn")));
  }

  private List<String> logged(Map<String, String> more) throws Exception {
    var environment = new HashMap<>(Map.of("SOJOURN_STORE", "memory"));
    environment.putAll(more);
    var ready = start(environment);
    ready.process().destroy();
    assertEquals(0, statusOf(ready.process()));
    return Files.readAllLines(directory.resolve("log"));
  }

  @Test
  void elsewhereThanOnATerminalTheLogIsOneJsonObjectALine() throws Exception {
    var lines = logged(Map.of());
    assertTrue(lines.size() >= 2, lines.toString());
    for (var line : lines) {
      assertEquals("INFO", new JsonObject(line).getString("level"));
    }
    assertTrue(
        lines.stream()
            .map(line -> new JsonObject(line).getString("message"))
            .anyMatch("stopping"::equals));
  }

  @Test
  void theLogIsTextForWhoSaysSo() throws Exception {
    var lines = logged(Map.of("SOJOURN_LOG_FORMAT", "text"));
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("20\\S+Z INFO  d\\.s\\.bootstrap\\.Serve - stopping")),
        lines.toString());
  }

  @Test
  void levelsAreAsTheEnvironmentSays() throws Exception {
    var levels = Map.of("SOJOURN_LOG_LEVELS", "root=off,dev.sojourn.bootstrap.wiring.Closer=debug");
    var lines = logged(levels);
    assertFalse(lines.isEmpty());
    for (var line : lines) {
      assertEquals("dev.sojourn.bootstrap.wiring.Closer", new JsonObject(line).getString("logger"));
      assertEquals("DEBUG", new JsonObject(line).getString("level"));
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SOJOURN_LOG_FORMAT | xml
          SOJOURN_LOG_LEVELS | root
          SOJOURN_LOG_LEVELS | root=loud
          SOJOURN_LOG_LEVELS | root=info,,a=debug
          SOJOURN_LOG_LEVELS | io.vertx=trace
          SOJOURN_LOG_LEVEL  | loud
          SOJOURN_LOG_LEVEL  | trace
          """)
  void whatIsWrongWithTheLogIsSaidByName(String variable, String value) throws Exception {
    assertEquals(2, statusOf(process(Map.of(variable, value))));
    var said = Files.readString(directory.resolve("log"));
    assertTrue(said.startsWith("sojourn: " + variable + " (environment) must "), said);
  }

  @Test
  void whereNobodyAsksForTracesNoClassOfTheirsIsLoadedBesideTheContext() throws Exception {
    var loaded = directory.resolve("loaded");
    var ready =
        start(
            Map.of(
                "SOJOURN_STORE", "memory", "JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded));
    ready.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    ready.process().destroy();
    assertEquals(0, statusOf(ready.process()));
    var classes = Files.readString(loaded);
    assertTrue(classes.contains("dev.sojourn.bootstrap.tracing.Tracing"), "they are written down");
    assertFalse(classes.contains("io.opentelemetry.sdk."));
    assertFalse(classes.contains("io.opentelemetry.api.trace."));
    assertFalse(classes.contains("dev.sojourn.bootstrap.tracing.OpenTelemetryTracing"));
  }

  @Test
  void aRequestUnderWayIsAnsweredBeforeItStops() throws Exception {
    var ready = start(Map.of("SOJOURN_STORE", "memory"));
    var key = KEY.matcher(ready.printed());
    assertTrue(key.find());
    var address = ADDRESS.matcher(ready.printed());
    assertTrue(address.find());
    var body = "{\"user_id\": \"ada\"}";
    try (var socket = new Socket("127.0.0.1", URI.create(address.group(1)).getPort())) {
      socket.setSoTimeout(30_000);
      var head =
          "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer "
              + key.group()
              + "\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      socket
          .getOutputStream()
          .write((head + body.substring(0, 5)).getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      // An answer to a second connection shows that the first one's request has been read.
      ready.api().get("/health/live").expect(200);
      ready.process().destroy();
      awaitRefusal(URI.create(address.group(1)).getPort());
      socket.getOutputStream().write(body.substring(5).getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      var answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      assertEquals("HTTP/1.1 201 Created", answer);
    }
    assertEquals(0, statusOf(ready.process()));
  }

  /** Until nobody listens any more; the test is over if somebody does for good. */
  private static void awaitRefusal(int port) {
    while (true) {
      try (var socket = new Socket("127.0.0.1", port)) {
        Thread.onSpinWait();
      } catch (IOException refused) {
        return;
      }
    }
  }

  @Test
  void allThatIsWrongWithTheConfigurationIsSaidByNameAndTheStatusIs2() throws Exception {
    var process =
        process(
            Map.of(
                "SOJOURN_STORE", "floppy",
                "SOJOURN_SWEEP_INTERVAL", "often",
                "SOJOURN_HTPP_PORT", "80",
                "SOJOURN_TOKEN_KEYS", "1=secretsecret"));
    assertEquals(2, statusOf(process));
    var said = Files.readString(directory.resolve("log"));
    for (var name :
        new String[] {
          "SOJOURN_STORE", "SOJOURN_SWEEP_INTERVAL", "SOJOURN_HTPP_PORT", "SOJOURN_TOKEN_KEYS"
        }) {
      assertTrue(said.contains(name), said);
    }
    assertFalse(said.contains("secretsecret"), said);
    assertFalse(said.contains("\tat "), said);
    assertFalse(Files.exists(directory.resolve(".sojourn")));
  }

  @Test
  void whatWasAcknowledgedOnTheEmbeddedStoreSurvivesBeingKilled() throws Exception {
    var first = start(Map.of("SOJOURN_STORE", "embedded"));
    var opened = first.backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201).json();
    first.process().destroyForcibly().waitFor();

    var second = start(Map.of("SOJOURN_STORE", "embedded"));
    assertFalse(KEY.matcher(second.printed()).find(), "a key is shown once");
    second.api().bearer(opened.at("/tokens/access_token").asText()).get("/v1/verify").expect(200);
    second.process().destroy();
    assertEquals(0, statusOf(second.process()));
  }

  @Test
  void theThreeLinesToTryWorkAsTheyArePrinted() throws Exception {
    var ready = start(Map.of("SOJOURN_STORE", "memory"));
    var lines =
        ready
            .printed()
            .lines()
            .filter(line -> line.startsWith("SESSION=") || line.startsWith("curl "))
            .toList();
    assertEquals(3, lines.size(), ready.printed());
    var shell =
        new ProcessBuilder("/bin/sh", "-c", String.join("\n", lines))
            .redirectErrorStream(true)
            .start();
    var answers = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), answers);
    assertTrue(answers.contains("\"user_id\":\"ada\""), answers);
    assertTrue(answers.contains("HTTP/1.1 200"), answers);
    assertEquals(2, answers.split("\"refresh_token\":\"srt_", -1).length - 1, answers);
    ready.process().destroy();
    assertEquals(0, statusOf(ready.process()));
  }

  @Test
  void aStartThatFailsSaysWhyInOneLine() throws Exception {
    Files.writeString(directory.resolve("file"), "");
    var process = process(Map.of("SOJOURN_STORE", "embedded", "SOJOURN_DATA_DIR", "file"));
    assertEquals(1, statusOf(process));
    var said = Files.readAllLines(directory.resolve("log"));
    assertTrue(
        said.getLast().startsWith("sojourn: cannot use the data directory "), said.toString());
    assertFalse(said.toString().contains("\tat "), said.toString());
  }
}
