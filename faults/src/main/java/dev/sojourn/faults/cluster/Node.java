package dev.sojourn.faults.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One Sojourn, as operators start it, behind a network of its own to Postgres. */
public final class Node implements AutoCloseable {
  /** What our backends show. */
  public static final String API_KEY = "sak_faults-0123456789abcdef";

  private static final Pattern GENERATION = Pattern.compile(" total \\d+K, used (\\d+)K");

  private static final String TOKEN_KEY = "1=" + "A".repeat(43) + "=";

  private final int number;
  private final int port = Commands.freePort();
  private final List<TcpProxy> networks;
  private final Map<String, String> settings;
  private final File log;
  private Map<String, String> more = Map.of();
  private Process process;

  Node(int number, Database database, Map<String, String> settings, Path logs) {
    this.number = number;
    this.networks = database.ports().stream().map(TcpProxy::to).toList();
    this.settings = settings;
    this.log = logs.resolve("node-" + number + ".log").toFile();
    this.process = launch();
  }

  private Process launch() {
    var builder =
        new ProcessBuilder(System.getProperty("sojourn.distribution") + "/bin/sojourn")
            .directory(log.getParentFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    var environment = builder.environment();
    environment.putAll(settings);
    environment.putAll(more);
    environment.put("SOJOURN_HTTP_PORT", String.valueOf(port));
    environment.put("SOJOURN_ISSUER", "https://faults.test");
    environment.put("SOJOURN_STORE", "postgres");
    environment.put("SOJOURN_SHUTDOWN_DELAY", "PT0S");
    environment.put("SOJOURN_POSTGRES_URL", url());
    environment.put("SOJOURN_API_KEYS", "faults=" + API_KEY + ":admin");
    environment.put("SOJOURN_TOKEN_KEYS", TOKEN_KEY);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String url() {
    var hosts =
        networks.stream()
            .map(network -> "127.0.0.1:" + network.port())
            .collect(Collectors.joining(","));
    return "postgresql://sojourn@"
        + hosts
        + "/postgres"
        + (networks.size() > 1 ? "?target_session_attrs=primary" : "");
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The network between it and Postgres, where that is one alone. */
  public TcpProxy network() {
    return networks.getFirst();
  }

  /** Ends it as the kernel does that runs out of memory. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends it as an operator does. */
  public void terminate() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException("node " + number + " did not end within 30 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops it where it is. */
  public void freeze() {
    Commands.signal("STOP", process.pid());
  }

  /** It goes on. */
  public void thaw() {
    Commands.signal("CONT", process.pid());
  }

  /** Lets it run within this limit alone. */
  public void limit(CpuLimit limit) {
    limit.add(process.pid());
  }

  /** Lets it run as it wants. */
  public void unlimit(CpuLimit limit) {
    limit.remove(process.pid());
  }

  /** Starts it again, and waits until it is ready. */
  public void startAgain() {
    if (process.isAlive()) {
      throw new IllegalStateException("node " + number + " still runs");
    }
    process = launch();
    awaitReady();
  }

  /** Starts it again with other settings beside its own; none for its own alone. */
  public void startAgain(Map<String, String> others) {
    more = new HashMap<>(others);
    startAgain();
  }

  /** Which one it is, from 0. */
  public int number() {
    return number;
  }

  /** Resident memory in bytes. */
  public long resident() {
    return Commands.resident(process.pid());
  }

  /** Threads of its process. */
  public long threads() {
    return Commands.threads(process.pid());
  }

  /** Files that it has open, sockets included. */
  public long openFiles() {
    return Commands.openFiles(process.pid(), "");
  }

  /** Sockets that it has open. */
  public long sockets() {
    return Commands.openFiles(process.pid(), "socket:");
  }

  /** What its heap holds when all has been collected that can be, in bytes; this collects. */
  public long heapAfterCollection() {
    Commands.jcmd(process.pid(), "GC.run");
    return Commands.jcmd(process.pid(), "GC.heap_info")
        .lines()
        .map(GENERATION::matcher)
        .filter(Matcher::find)
        .mapToLong(found -> Long.parseLong(found.group(1)) * 1024)
        .sum();
  }

  /** Waits until it takes requests. */
  public void awaitReady() {
    var until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (System.nanoTime() < until) {
      if (isReady()) {
        return;
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("node " + number + " did not start; see " + log);
      }
      Commands.pause(Duration.ofMillis(20));
    }
    throw new IllegalStateException("node " + number + " is not ready after 5 min; see " + log);
  }

  /** Whether it says that it takes requests. */
  public boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      socket.setSoTimeout(1_000);
      socket
          .getOutputStream()
          .write(
              "GET /health/ready HTTP/1.1\r\nHost: faults.test\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return answer.equals("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
    networks.forEach(TcpProxy::close);
  }
}
