package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Postgres of its own, durable as it comes out of the box (fsync, synchronous_commit), with the
 * binaries of the machine: SOJOURN_BENCH_PG_BIN, or the newest below /usr/lib/postgresql.
 */
final class Postgres implements AutoCloseable {
  /** Below those that the system hands out to connections. */
  private static final int PORT = 25_432;

  private final Path bin;
  private final Path directory;
  private final String database;

  private Postgres(Path bin, Path directory, String database) {
    this.bin = bin;
    this.directory = directory;
    this.database = database;
  }

  /** Another database of the same server, empty. */
  Postgres database(String name) {
    execute("create database " + name);
    return new Postgres(bin, directory, name);
  }

  /** Another database of the same server, with all that this one has; nobody may be connected. */
  Postgres copy(String name) {
    var server = new Postgres(bin, directory, "template1");
    server.execute("create database " + name + " template " + database + " strategy file_copy");
    return new Postgres(bin, directory, name);
  }

  /** Deletes this database. */
  void drop() {
    new Postgres(bin, directory, "template1").execute("drop database " + database + " (force)");
  }

  /** What pgbench measured. */
  record PgbenchResult(double perSecond, double p50Micros) {}

  static Postgres start() {
    try {
      var directory = Files.createTempDirectory("sojourn-bench-postgres");
      var postgres = new Postgres(bin(), directory, "postgres");
      if ("root".equals(System.getProperty("user.name"))) {
        Processes.run(List.of("chown", "postgres", directory.toString()));
      }
      postgres.run("initdb", "-D", directory + "/data", "-A", "trust", "-U", "sojourn");
      // Memory as anybody would set it; everything that is about durability stays as it is.
      postgres.run(
          "pg_ctl",
          "-D",
          directory + "/data",
          "-w",
          "-l",
          directory + "/log",
          "-o",
          "-p "
              + PORT
              + " -k "
              + directory
              + " -c max_connections=300 -c shared_buffers=2GB"
              + " -c max_wal_size=8GB -c checkpoint_timeout=30min",
          "start");
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path bin() throws IOException {
    var given = System.getenv("SOJOURN_BENCH_PG_BIN");
    if (given != null) {
      return Path.of(given);
    }
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .max(Comparator.comparing(path -> Integer.valueOf(path.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
  }

  private String run(String program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return Processes.run(Processes.asPostgres(command));
  }

  String version() {
    return run("postgres", "--version").strip();
  }

  /** As Sojourn takes it. */
  String url() {
    return "postgresql://sojourn@127.0.0.1:" + PORT + "/" + database;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + PORT + "/" + database + "?user=sojourn");
  }

  /** Runs statements, each committed by itself. */
  void execute(String... statements) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of what a query gives. */
  List<String> texts(String query) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits a moment. */
  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one number that a query gives. */
  double number(String query) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getDouble(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  ProcessHandle process() {
    try {
      var pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script with prepared statements, each client committing its own. */
  PgbenchResult pgbench(String script, int clients, Duration duration) {
    try {
      var log = directory.resolve("pgbench-" + System.nanoTime());
      var file = Files.writeString(directory.resolve("script.sql"), script);
      var out =
          run(
              "pgbench",
              "-h",
              "127.0.0.1",
              "-p",
              String.valueOf(PORT),
              "-U",
              "sojourn",
              "-n",
              "-M",
              "prepared",
              "-c",
              String.valueOf(clients),
              "-j",
              "1",
              "-T",
              String.valueOf(duration.toSeconds()),
              "-l",
              "--log-prefix=" + log,
              "-f",
              file.toString(),
              database);
      var tps = Pattern.compile("tps = ([0-9.]+)").matcher(out);
      if (!tps.find()) {
        throw new IllegalStateException(out);
      }
      return new PgbenchResult(Double.parseDouble(tps.group(1)), median(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The third column of pgbench's log is the time of a transaction in microseconds. */
  private double median(Path prefix) throws IOException {
    try (var files = Files.list(directory)) {
      var nanos = new ArrayList<Long>();
      for (var file : files.filter(f -> f.toString().startsWith(prefix.toString())).toList()) {
        try (var lines = Files.lines(file)) {
          lines.map(line -> Long.valueOf(line.split(" ")[2])).forEach(nanos::add);
        }
        Files.delete(file);
      }
      nanos.sort(null);
      return nanos.get(nanos.size() / 2);
    }
  }

  @Override
  public void close() {
    run("pg_ctl", "-D", directory + "/data", "-m", "fast", "-w", "stop");
    Processes.run(List.of("rm", "-rf", directory.toString()));
  }
}
