package dev.sojourn.adapters.postgres.connection;

import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** Connections by JDBC, for what is done before there is an event loop. */
public final class JdbcSource {
  private JdbcSource() {}

  /** To the host that takes writes, as the URL says. */
  public static PGSimpleDataSource of(PostgresUrl url) {
    var source = of(url, url.hosts());
    if (url.looksForPrimary()) {
      source.setTargetServerType("primary");
    }
    return source;
  }

  /** To one host, whatever it takes. */
  public static PGSimpleDataSource of(PostgresUrl url, PostgresUrl.Host host) {
    return of(url, List.of(host));
  }

  private static PGSimpleDataSource of(PostgresUrl url, List<PostgresUrl.Host> hosts) {
    var source = new PGSimpleDataSource();
    source.setServerNames(hosts.stream().map(PostgresUrl.Host::nameInUrl).toArray(String[]::new));
    source.setPortNumbers(hosts.stream().mapToInt(PostgresUrl.Host::port).toArray());
    source.setDatabaseName(url.database());
    source.setUser(url.user());
    source.setPassword(url.password());
    source.setApplicationName("sojourn-migrations");
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
    return source;
  }
}
