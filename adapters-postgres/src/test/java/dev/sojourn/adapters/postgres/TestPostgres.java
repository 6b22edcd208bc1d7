package dev.sojourn.adapters.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;

/** One real Postgres for all tests of a JVM, a database of its own for each that asks. */
final class TestPostgres {
  private TestPostgres() {}

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
      } catch (IOException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  /** The URL of an empty database. */
  static String newDatabase() {
    var name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return "postgresql://postgres:postgres@localhost:" + Server.RUNNING.getPort() + "/" + name;
  }

  /** Runs a statement beside the stores. */
  static void execute(String url, String sql) {
    var name = url.substring(url.lastIndexOf('/') + 1);
    try (var connection = Server.RUNNING.getDatabase("postgres", name).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
