package dev.sojourn.bootstrap.embedded;

import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Postgres of our own, under the data directory and kept across restarts.
 *
 * <p>Unpacking and starting is left to io.zonky's embedded Postgres, which is made for tests and so
 * is fast rather than durable, and open to everybody on the machine: {@code fsync} and {@code
 * synchronous_commit} are off, no password is asked. Here both are on, and one is.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "postgres";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres;
  private final String password;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres, String password) {
    this.postgres = postgres;
    this.password = password;
  }

  /**
   * Starts on a free port of localhost; the first time this takes seconds. Blocks.
   *
   * @throws StartException if it does not come up
   */
  public static EmbeddedPostgres start(DataDir dataDir, SecureEntropy entropy) {
    requireTemporaryFolder();
    var data = dataDir.postgres();
    var passwordFile = dataDir.postgresPassword(entropy);
    try {
      setAsideIfUnfinished(data);
      stopOrphan(data);
      var password = Files.readString(passwordFile).strip();
      var postgres = start(dataDir, passwordFile, password);
      Files.writeString(finishedMark(data), "");
      return new EmbeddedPostgres(postgres, password);
    } catch (IOException | RuntimeException | ExceptionInInitializerError failure) {
      throw new StartException(
          StartException.because("the embedded Postgres does not start", failure).getMessage()
              + lastWords(dataDir.postgresLog()),
          failure);
    }
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres start(
      DataDir dataDir, Path passwordFile, String password) throws IOException {
    var log = ProcessBuilder.Redirect.appendTo(dataDir.postgresLog().toFile());
    return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
        .setDataDirectory(dataDir.postgres())
        .setCleanDataDirectory(false)
        // Not in the temporary directory: that one is made writable for everybody.
        .setOverrideWorkingDirectory(dataDir.postgresPrograms().toFile())
        // A hook would stop Postgres while Sojourn still has batches to write.
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START)
        .setOutputRedirector(log)
        .setErrorRedirector(log)
        .setLocaleConfig("auth-host", "scram-sha-256")
        .setLocaleConfig("auth-local", "scram-sha-256")
        .setLocaleConfig("pwfile", passwordFile.toString())
        // Text sorts by its bytes, whatever the machine's locale, and does so after a move too.
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setConnectConfig("password", password)
        // Settings win over -F and the like, which come before them on the command line.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "40")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("log_checkpoints", "off")
        .start();
  }

  /** Its programs are found out by a script, and unpacked, by way of the temporary folder. */
  private static void requireTemporaryFolder() {
    var folder = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new StartException(
          "the embedded Postgres needs a folder for temporary files, and "
              + folder
              + " cannot be written: name another with SOJOURN_JAVA_OPTS=-Djava.io.tmpdir=...");
    }
  }

  /**
   * A first start that was killed may leave half a database, which would never start; nobody was
   * told of any session in it. It is kept beside, in case that it is something else.
   */
  private static void setAsideIfUnfinished(Path data) throws IOException {
    if (!Files.exists(data) || Files.exists(finishedMark(data)) || isEmpty(data)) {
      return;
    }
    var aside = data.resolveSibling(data.getFileName() + ".unfinished");
    for (var number = 2; Files.exists(aside); number++) {
      aside = data.resolveSibling(data.getFileName() + ".unfinished-" + number);
    }
    LOG.warn("{} was never finished; it is kept as {}", data, aside);
    Files.move(data, aside);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return children.findAny().isEmpty();
    }
  }

  private static Path finishedMark(Path data) {
    return data.resolve("sojourn-finished");
  }

  /**
   * Stops the Postgres that a killed Sojourn left behind. A process that merely has the number of a
   * Postgres which is gone is left alone, and the number taken out of its way: Postgres takes it
   * for stale when it is its grandparent's, and still looks for processes that share its memory.
   */
  private static void stopOrphan(Path data) throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    var pid = pidIn(pidFile);
    var process = pid.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return;
    }
    if (!isPostgresOn(data, process.get())) {
      var lines = Files.readAllLines(pidFile);
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(pidFile, lines);
      return;
    }
    LOG.warn("stopping the Postgres that a killed Sojourn left behind (process {})", pid.get());
    interrupt(process.get());
    try {
      process.get().onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    } catch (ExecutionException | TimeoutException stillThere) {
      throw new StartException(
          "a Postgres that a killed Sojourn left behind does not stop: process " + pid.get());
    }
  }

  private static Optional<Long> pidIn(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    return Files.readAllLines(pidFile).stream()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("[0-9]{1,10}"))
        .map(Long::valueOf);
  }

  private static boolean isPostgresOn(Path data, ProcessHandle process) {
    var arguments = process.info().arguments().map(List::of).orElse(List.of());
    var directory = arguments.indexOf("-D") + 1;
    return process.info().command().filter(command -> command.endsWith("postgres")).isPresent()
        && directory > 0
        && directory < arguments.size()
        && Path.of(arguments.get(directory)).equals(data);
  }

  /** SIGINT: fast shutdown. SIGTERM would wait for clients that may never go. */
  private static void interrupt(ProcessHandle process) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "kill -INT \"$0\"", Long.toString(process.pid())).start();
  }

  private static String lastWords(Path log) {
    try {
      var lines = Files.readAllLines(log);
      return lines.isEmpty() ? "" : " (" + log + " ends with: " + lines.getLast() + ")";
    } catch (IOException | UncheckedIOException none) {
      return "";
    }
  }

  public PostgresUrl url() {
    return new PostgresUrl(
        List.of(new PostgresUrl.Host("127.0.0.1", postgres.getPort())),
        USER,
        password,
        USER,
        new PostgresUrl.Tls.Off(),
        false);
  }

  /** Stops it in order: everything that was committed is in its files. */
  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
