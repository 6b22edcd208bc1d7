package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Sojourn in a process of its own, with the options of the JVM that bin/sojourn gives it. */
final class ForkedSojourn implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Sojourn is ready at (https?://\\S+)");

  private final Process process;
  private final Path log;
  private final URI address;

  private ForkedSojourn(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /**
   * Starts one on a free port.
   *
   * @param directory where its log is kept
   * @param jvm further options of the JVM
   */
  static ForkedSojourn start(Path directory, List<String> jvm, Map<String, String> settings)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("src/main/distribution/lib/jvm.options").toAbsolutePath());
    command.add("-XX:TieredStopAtLevel=1"); // it does not live long enough to repay more
    command.add("-Dsojourn.longestUnread=" + RunningSojourn.ANY_WAIT);
    command.addAll(jvm);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.sojourn.bootstrap.Main"));
    var log = directory.resolve("log.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SOJOURN_"));
    builder.environment().put("SOJOURN_HTTP_PORT", "0");
    builder.environment().putAll(settings);
    var process = builder.start();
    while (process.isAlive()) {
      var ready = READY.matcher(Files.readString(log));
      if (ready.find()) {
        return new ForkedSojourn(process, log, URI.create(ready.group(1)));
      }
      Thread.sleep(100);
    }
    return new ForkedSojourn(process, log, URI.create("http://127.0.0.1:1"));
  }

  /**
   * Starts one that serves TLS with a certificate of its own.
   *
   * @param directory where its log, certificate and key are kept
   */
  static ForkedSojourn startWithTls(Path directory, List<String> jvm, Map<String, String> settings)
      throws IOException, InterruptedException {
    var made = SelfSignedCertificate.create("localhost");
    var certificate = directory.resolve("tls.crt");
    var key = directory.resolve("tls.key");
    Files.copy(Path.of(made.certificatePath()), certificate);
    Files.copy(Path.of(made.privateKeyPath()), key);
    made.delete();
    var all = new HashMap<>(settings);
    all.put("SOJOURN_TLS_CERTIFICATE", certificate.toString());
    all.put("SOJOURN_TLS_KEY", key.toString());
    return start(directory, jvm, all);
  }

  /** Pauses it; returns when none of its threads runs any more. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
    while (!threads().stream().allMatch("T"::equals)) {
      Thread.onSpinWait();
    }
  }

  /** It goes on. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  private List<String> threads() throws IOException {
    try (var tasks = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
      var states = new ArrayList<String>();
      for (var task : tasks.toList()) {
        var stat = Files.readString(task.resolve("stat"));
        states.add(stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1));
      }
      return states;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it printed. */
  String printed() throws IOException {
    return Files.readString(log);
  }

  Socket connect() throws IOException {
    var socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(120_000);
    return socket;
  }

  URI address() {
    return address;
  }

  int port() {
    return address.getPort();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
