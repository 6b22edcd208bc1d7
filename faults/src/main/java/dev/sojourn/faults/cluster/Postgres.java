package dev.sojourn.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A Postgres of its own, durable as it comes out of the box, with the newest binaries below
 * /usr/lib/postgresql.
 */
public final class Postgres implements Database {
  private final Path bin;
  private final Path directory;
  private final boolean isSmallDisk;
  private final int port = Commands.freePort();

  private Postgres(Path bin, Path directory, boolean isSmallDisk) {
    this.bin = bin;
    this.directory = directory;
    this.isSmallDisk = isSmallDisk;
  }

  static Postgres start() {
    try {
      return start(Files.createTempDirectory("sojourn-faults-postgres"), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With its data on a small file system in memory, that can be filled; needs root. */
  static Postgres startOnSmallDisk(int megabytes) {
    try {
      var directory = Files.createTempDirectory("sojourn-faults-small-disk");
      Commands.run(
          List.of(
              "mount",
              "-t",
              "tmpfs",
              "-o",
              "size=" + megabytes + "m",
              "tmpfs",
              directory.toString()));
      return start(directory, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Postgres start(Path directory, boolean isSmallDisk) throws IOException {
    var postgres = new Postgres(bin(), directory, isSmallDisk);
    if (Commands.isRoot()) {
      Commands.run(List.of("chown", "postgres", directory.toString()));
    }
    postgres.run("initdb", "-D", postgres.data(), "-A", "trust", "-U", "sojourn");
    Files.writeString(
        Path.of(postgres.data(), "postgresql.auto.conf"),
        """
        port = %d
        listen_addresses = '127.0.0.1'
        unix_socket_directories = '%s'
        max_connections = 100
        shared_buffers = 256MB
        """
            .formatted(postgres.port, directory));
    if (isSmallDisk) {
      Files.writeString(
          Path.of(postgres.data(), "postgresql.auto.conf"),
          """
          min_wal_size = 32MB
          max_wal_size = 64MB
          """,
          StandardOpenOption.APPEND);
    }
    postgres.startAgain();
    return postgres;
  }

  /** The newest there is. */
  static Path bin() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .max(Comparator.comparing(path -> Integer.valueOf(path.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
  }

  private String data() {
    return directory + "/data";
  }

  private String run(String program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return Commands.run(Commands.asPostgres(command));
  }

  @Override
  public String version() {
    return run("postgres", "--version").strip();
  }

  @Override
  public List<Integer> ports() {
    return List.of(port);
  }

  /** Copies its data while it works. */
  public void backUp() {
    run(
        "pg_basebackup",
        "-D",
        directory + "/backup",
        "-d",
        "host=127.0.0.1 port=" + port + " user=sojourn",
        "-c",
        "fast",
        "-X",
        "stream");
  }

  /** Has the copy instead of the data; it must not run. */
  public void restore() {
    Commands.run(List.of("rm", "-rf", data()));
    Commands.run(List.of("mv", directory + "/backup", data()));
  }

  /** Starts it on the data that it has. */
  public void startAgain() {
    run("pg_ctl", "-D", data(), "-w", "-t", "60", "-l", directory + "/log", "start");
  }

  boolean isRunning() {
    return postmaster(Path.of(data())).isPresent();
  }

  /** Ends all its processes at once, as a machine does that loses its power, but for the disk. */
  public void kill() {
    Commands.killTree(process());
  }

  /** All its processes stop where they are. */
  public void freeze() {
    signalAll("STOP");
  }

  /** They go on. */
  public void thaw() {
    signalAll("CONT");
  }

  private void signalAll(String signal) {
    var postmaster = process();
    Commands.signal(signal, postmaster.pid());
    postmaster.descendants().forEach(child -> Commands.signal(signal, child.pid()));
  }

  /** Leaves no room on a small disk. */
  void fill() {
    // dd fails when the disk is full, which is what it is for.
    try {
      new ProcessBuilder("dd", "if=/dev/zero", "of=" + directory + "/filler", "bs=64k")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the room back. */
  void empty() {
    try {
      Files.deleteIfExists(directory.resolve("filler"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=sojourn");
  }

  /** Runs statements, each committed by itself. */
  public void execute(String... statements) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProcessHandle process() {
    return postmaster(Path.of(data())).orElseThrow();
  }

  /** Who works on this data, if anybody does. */
  static Optional<ProcessHandle> postmaster(Path data) {
    var file = data.resolve("postmaster.pid");
    try {
      return Files.exists(file)
          ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst()))
              .filter(ProcessHandle::isAlive)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }
    if (isSmallDisk) {
      Commands.run(List.of("umount", directory.toString()));
    }
    Commands.run(List.of("rm", "-rf", directory.toString()));
  }
}
