package dev.sojourn.adapters.postgres.connection;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.net.ConnectException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the host that takes writes, for each connection anew: after a switchover or a failover it
 * is another one. All hosts are asked at once, and the first that says so is taken.
 *
 * <p>The tool that promotes a server must see to it that there are not two.
 */
public final class Primary {
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
  private static final String TAKES_WRITES =
      "select current_setting('transaction_read_only') = 'off'";

  private final Vertx vertx;
  private final PostgresUrl url;
  private final List<PgConnectOptions> hosts;
  private @Nullable Future<PgConnectOptions> look;

  public Primary(Vertx vertx, PostgresUrl url) {
    this.vertx = vertx;
    this.url = url;
    this.hosts = url.hosts().stream().map(host -> options(url, host)).toList();
  }

  /** How it is connected to; fails if there is none. Safe for any thread. */
  public synchronized Future<PgConnectOptions> find() {
    if (!url.looksForPrimary()) {
      return Future.succeededFuture(hosts.getFirst());
    }
    // Who asks while somebody looks gets what he finds: many connections are made at once.
    var underWay = look;
    if (underWay == null || underWay.isComplete()) {
      underWay = look();
      look = underWay;
    }
    return underWay;
  }

  private Future<PgConnectOptions> look() {
    var looks = hosts.stream().map(this::takesWrites).toList();
    return Future.any(looks)
        .recover(_ -> Future.failedFuture(noPrimary(looks)))
        .map(
            _ ->
                IntStream.range(0, looks.size())
                    .filter(i -> looks.get(i).succeeded())
                    .mapToObj(hosts::get)
                    .findFirst()
                    .orElseThrow());
  }

  /** Fails if it does not. */
  private Future<Void> takesWrites(PgConnectOptions host) {
    return PgConnection.connect(vertx, host)
        .compose(
            connection ->
                connection
                    .query(TAKES_WRITES)
                    .execute()
                    .map(rows -> rows.iterator().next().getBoolean(0))
                    .eventually(connection::close))
        .compose(
            yes -> yes ? Future.<Void>succeededFuture() : Future.failedFuture("it is a standby"))
        .timeout(LONGEST_LOOK.toMillis(), MILLISECONDS);
  }

  private ConnectException noPrimary(List<Future<Void>> looks) {
    return new ConnectException(
        IntStream.range(0, looks.size())
            .mapToObj(i -> url.hosts().get(i) + ": " + looks.get(i).cause().getMessage())
            .collect(Collectors.joining("; ", "no host takes writes: ", "")));
  }

  public static PgConnectOptions options(PostgresUrl url, PostgresUrl.Host host) {
    var options =
        new PgConnectOptions()
            .setHost(host.name())
            .setPort(host.port())
            .setUser(url.user())
            .setPassword(url.password())
            .setDatabase(url.database())
            .setCachePreparedStatements(true)
            .addProperty("application_name", "sojourn");
    switch (url.tls()) {
      case PostgresUrl.Tls.Off _ -> options.setSslMode(SslMode.DISABLE);
      case PostgresUrl.Tls.Unverified _ ->
          options
              .setSslMode(SslMode.REQUIRE)
              .setSslOptions(new ClientSSLOptions().setTrustAll(true));
      case PostgresUrl.Tls.Verified(var authorities, var hostName) ->
          options
              .setSslMode(hostName ? SslMode.VERIFY_FULL : SslMode.VERIFY_CA)
              .setSslOptions(
                  new ClientSSLOptions()
                      .setHostnameVerificationAlgorithm(hostName ? "HTTPS" : "")
                      .setTrustOptions(trust(authorities)));
    }
    return options;
  }

  private static TrustOptions trust(Optional<Path> authorities) {
    return authorities
        .<TrustOptions>map(file -> new PemTrustOptions().addCertPath(file.toString()))
        .orElseGet(Primary::whomJavaTrusts);
  }

  private static TrustOptions whomJavaTrusts() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("Java has no certificate authorities", broken);
    }
  }
}
