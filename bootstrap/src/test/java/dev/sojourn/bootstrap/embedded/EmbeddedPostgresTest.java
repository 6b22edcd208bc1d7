package dev.sojourn.bootstrap.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded Postgres keeps what it acknowledges, whatever becomes of its Sojourn. */
class EmbeddedPostgresTest {
  private final SecureEntropy entropy = new SecureEntropy();
  @TempDir Path parent;

  private DataDir open() {
    return DataDir.open(parent.resolve("data dir"));
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    var url = postgres.url();
    return DriverManager.getConnection(jdbc(url), url.user(), url.password());
  }

  private static String jdbc(PostgresUrl url) {
    return "jdbc:postgresql://" + url.hosts().getFirst() + "/" + url.database();
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void isDurableAsksForItsPasswordAndKeepsItsDataAcrossRestartsAndKills() throws Exception {
    try (var dataDir = open()) {
      try (var postgres = EmbeddedPostgres.start(dataDir, entropy)) {
        assertEquals("on", ask(postgres, "SHOW fsync"));
        assertEquals("on", ask(postgres, "SHOW synchronous_commit"));
        assertEquals("on", ask(postgres, "SHOW full_page_writes"));
        assertEquals("127.0.0.1", ask(postgres, "SHOW listen_addresses"));
        assertEquals("", ask(postgres, "SHOW unix_socket_directories"));
        assertEquals("40", ask(postgres, "SHOW max_connections"));
        var url = jdbc(postgres.url());
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(url, "postgres", "guess").close());
        run(postgres, "CREATE TABLE kept AS SELECT 'after a stop' AS what");
      }

      // The group and others can reach none of what is in the directory.
      try (var files = Files.list(parent.resolve("data dir"))) {
        for (var file : files.toList()) {
          var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
          assertTrue(mode.endsWith("------"), file + " " + mode);
        }
      }

      // Its Sojourn is killed: nobody stops it.
      var orphan = EmbeddedPostgres.start(dataDir, entropy);
      assertEquals("after a stop", ask(orphan, "SELECT what FROM kept"));
      run(orphan, "UPDATE kept SET what = 'after a kill'");
      var process = ProcessHandle.of(pid(dataDir)).orElseThrow();
      assertTrue(process.isAlive());
      // This process goes on, and would keep the lock that goes with the killed one.
      Files.delete(dataDir.postgres().resolve("epg-lock"));

      try (var postgres = EmbeddedPostgres.start(dataDir, entropy)) {
        process.onExit().get(5, TimeUnit.MINUTES);
        assertEquals("after a kill", ask(postgres, "SELECT what FROM kept"));
      }

      // The machine went down, and another process has the number now.
      Files.writeString(
          dataDir.postgres().resolve("postmaster.pid"),
          "1\n" + dataDir.postgres() + "\n1700000000\n1\n\n127.0.0.1\n");
      try (var postgres = EmbeddedPostgres.start(dataDir, entropy)) {
        assertEquals("after a kill", ask(postgres, "SELECT what FROM kept"));
      }
    }
  }

  private static long pid(DataDir dataDir) throws IOException {
    return Long.parseLong(
        Files.readAllLines(dataDir.postgres().resolve("postmaster.pid")).getFirst().strip());
  }

  @Test
  void aFirstStartThatWasKilledDoesNotStandInTheWay() throws Exception {
    try (var dataDir = open()) {
      Files.createDirectories(dataDir.postgres());
      Files.writeString(dataDir.postgres().resolve("postgresql.conf"), "half of it");
      try (var postgres = EmbeddedPostgres.start(dataDir, entropy)) {
        assertEquals("1", ask(postgres, "SELECT 1"));
      }
      assertTrue(
          Files.exists(dataDir.postgres().resolveSibling("postgres.unfinished/postgresql.conf")));
    }
  }
}
