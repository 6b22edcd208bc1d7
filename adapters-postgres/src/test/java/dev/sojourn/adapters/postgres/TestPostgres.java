package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.connection.Migrations;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** One real Postgres for all tests of a JVM, a database of its own for each that asks. */
public final class TestPostgres {
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

  private static final class Template {
    static final String NAME = migrated();

    private static String migrated() {
      var url = newDatabase();
      Migrations.migrate(parsed(url));
      return nameIn(url);
    }
  }

  /** The URL of an empty database. */
  public static String newDatabase() {
    return copyOf("template1");
  }

  /** The URL of a database with the schema, and nothing in it. */
  static String migratedDatabase() {
    return copyOf(Template.NAME);
  }

  private static String nameIn(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static String copyOf(String template) {
    var name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + template);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return "postgresql://postgres:postgres@localhost:" + Server.RUNNING.getPort() + "/" + name;
  }

  /** As the stores are given it. */
  public static PostgresUrl parsed(String url) {
    return PostgresUrl.parse(url).valid().orElseThrow();
  }

  /** What a query answers in its first column. */
  public static List<String> query(String url, String sql) {
    try (var connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var answers = new ArrayList<String>();
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
      return answers;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static DataSource database(String url) {
    return Server.RUNNING.getDatabase(
        "postgres",
        nameIn(url),
        // As they stand: a plan may be asked for without values for its parameters.
        Map.of("preferQueryMode", "simple"));
  }

  /** A connection of its own, for what is to be held open. */
  public static Connection connect(String url) throws SQLException {
    return database(url).getConnection();
  }

  /** Runs a statement beside the stores. */
  public static void execute(String url, String sql) {
    try (var connection = database(url).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
