package dev.sojourn.adapters.postgres.connection;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the schema up to date. Many nodes may start at once: one migrates, the others wait. */
public final class Migrations {
  /** How SQLSTATEs begin that say that there is no connection (SQL, class 08). */
  private static final String CONNECTION_EXCEPTION = "08";

  private static final String TOO_MANY_CONNECTIONS = "53300";

  private Migrations() {}

  /**
   * What was done.
   *
   * @param from the version before; empty where there was no schema
   * @param to the version now; the same if nothing was to be done
   */
  public record Migrated(Optional<String> from, String to) {}

  /** Blocks until the schema is as this version needs it. */
  public static Migrated migrate(PostgresUrl url) {
    var result = flyway(JdbcSource.of(url), _ -> {}).migrate();
    var from = Optional.ofNullable(result.initialSchemaVersion);
    return new Migrated(
        from, Optional.ofNullable(result.targetSchemaVersion).or(() -> from).orElseThrow());
  }

  public static Flyway flyway(DataSource source, Consumer<FluentConfiguration> more) {
    var configuration = Flyway.configure().dataSource(source).locations("classpath:db/migration");
    more.accept(configuration);
    return configuration.load();
  }

  /** Whether it failed because there is no connection to Postgres, or none left. */
  public static boolean isUnreachable(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith(CONNECTION_EXCEPTION)
              || sql.getSQLState().equals(TOO_MANY_CONNECTIONS))) {
        return true;
      }
    }
    return false;
  }
}
