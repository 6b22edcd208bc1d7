package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The distribution, as a process, started the way that operators start it. */
final class SojournProcess implements AutoCloseable {
  static final String KEY = "sak_benchmarks-0123456789ab";
  static final String AUTHORIZATION = "Authorization: Bearer " + KEY + "\r\n";

  private final Process process;
  private final int port;
  private final Duration startedIn;

  private SojournProcess(Process process, int port, Duration startedIn) {
    this.process = process;
    this.port = port;
    this.startedIn = startedIn;
  }

  /** On this Postgres. */
  static SojournProcess on(Postgres postgres, Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("SOJOURN_STORE", "postgres");
    all.put("SOJOURN_POSTGRES_URL", postgres.url());
    return start(all);
  }

  /** With the memory store. */
  static SojournProcess inMemory() {
    return start(Map.of("SOJOURN_STORE", "memory"));
  }

  private static SojournProcess start(Map<String, String> settings) {
    try {
      var port = freePort();
      var command = System.getProperty("sojourn.distribution") + "/bin/sojourn";
      var builder = new ProcessBuilder(command).directory(Path.of("/tmp").toFile());
      var environment = builder.environment();
      environment.putAll(new TreeMap<>(settings));
      environment.put("SOJOURN_HTTP_PORT", String.valueOf(port));
      // As behind a proxy: what it says of the client's address is read.
      environment.put("SOJOURN_TRUSTED_PROXIES", "127.0.0.0/8");
      environment.put("SOJOURN_SHUTDOWN_DELAY", "PT0S");
      environment.put("SOJOURN_API_KEYS", "bench=" + KEY + ":admin");
      environment.put("SOJOURN_TOKEN_KEYS", "1=" + Population.KEY_BASE64);
      builder.redirectErrorStream(true).redirectOutput(Path.of("/tmp/sojourn-bench.log").toFile());
      var began = System.nanoTime();
      var process = builder.start();
      awaitFirstAnswer(port, process);
      return new SojournProcess(process, port, Duration.ofNanos(System.nanoTime() - began));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitFirstAnswer(int port, Process process) {
    while (process.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket
            .getOutputStream()
            .write(
                "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        if (answer.equals("HTTP/1.1 200")) {
          return;
        }
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("did not start; see /tmp/sojourn-bench.log");
  }

  int port() {
    return port;
  }

  /** From the start of the process to the first answer. */
  Duration startedIn() {
    return startedIn;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    Processes.stop(process);
  }
}
