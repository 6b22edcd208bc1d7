package dev.sojourn.adapters.postgres;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings the schema up to date. Many nodes may start at once: one migrates, the others wait. */
final class Migrations {
  private Migrations() {}

  /** Blocks until the schema is as this version needs it. */
  static void migrate(PgConnectOptions options) {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {options.getHost()});
    source.setPortNumbers(new int[] {options.getPort()});
    source.setDatabaseName(options.getDatabase());
    source.setUser(options.getUser());
    source.setPassword(options.getPassword());
    source.setApplicationName("sojourn-migrations");
    if (options.getSslMode() != null && options.getSslMode() != SslMode.DISABLE) {
      source.setSslMode(options.getSslMode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
  }
}
