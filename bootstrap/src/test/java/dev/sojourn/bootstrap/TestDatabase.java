package dev.sojourn.bootstrap;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;

/**
 * One real Postgres for all tests of a JVM, a database of its own for each that asks. Tests that
 * stop a Postgres, or read its files, start one of their own.
 */
final class TestDatabase {
  private TestDatabase() {}

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /** The URL of an empty database. */
  static String url() {
    var name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return "postgresql://postgres:postgres@localhost:" + Server.RUNNING.getPort() + "/" + name;
  }
}
