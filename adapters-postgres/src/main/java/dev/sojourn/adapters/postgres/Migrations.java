package dev.sojourn.adapters.postgres;

import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** Brings the schema up to date. Many nodes may start at once: one migrates, the others wait. */
final class Migrations {
  private Migrations() {}

  /** Blocks until the schema is as this version needs it. */
  static void migrate(PostgresUrl url) {
    var source = new PGSimpleDataSource();
    var hosts = url.hosts();
    source.setServerNames(hosts.stream().map(PostgresUrl.Host::nameInUrl).toArray(String[]::new));
    source.setPortNumbers(hosts.stream().mapToInt(PostgresUrl.Host::port).toArray());
    source.setDatabaseName(url.database());
    source.setUser(url.user());
    source.setPassword(url.password());
    source.setApplicationName("sojourn-migrations");
    if (url.looksForPrimary()) {
      source.setTargetServerType("primary");
    }
    switch (url.tls()) {
      case PostgresUrl.Tls.Off _ -> source.setSslMode("disable");
      case PostgresUrl.Tls.Unverified _ -> source.setSslMode("require");
      case PostgresUrl.Tls.Verified(var authorities, var hostName) -> {
        source.setSslMode(hostName ? "verify-full" : "verify-ca");
        authorities.ifPresentOrElse(
            file -> source.setSslRootCert(file.toString()),
            () -> source.setSslfactory(DefaultJavaSSLFactory.class.getName()));
      }
    }
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
  }
}
