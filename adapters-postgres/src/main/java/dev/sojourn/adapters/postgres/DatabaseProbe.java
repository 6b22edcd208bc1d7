package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.connection.JdbcSource;
import dev.sojourn.adapters.postgres.connection.Migrations;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.adapters.postgres.connection.Primary;
import dev.sojourn.adapters.postgres.key.PostgresSigningKeyStore;
import dev.sojourn.adapters.postgres.key.PostgresTokenKeyStore;
import dev.sojourn.adapters.postgres.session.RevocationListener;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Looks at a database and tells whether Sojourn can run on it. Changes nothing.
 *
 * <p>It connects as a node does: with the same driver, the same pool, the same settings and the
 * same TLS. The schema is looked at by JDBC, as migrations are.
 */
public final class DatabaseProbe {
  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 10;
  private static final int LISTEN_MILLIS = 2_000;

  /** One that listens, and one that notifies it. */
  private static final int CONNECTIONS = 2;

  private static final String PROBE = "sojourn_doctor";

  /** The fewest round trips of which the fastest tells the clock's difference well enough. */
  private static final int LOOKS_AT_CLOCK = 5;

  /** What is yet to be done, and what a newer Sojourn has done, is no fault of what was done. */
  private static final String[] NOT_DONE = {"*:pending", "*:future"};

  private static final String IS_OCCUPIED =
      """
      select exists (
        select from pg_class where relkind in ('r', 'p', 'v', 'm', 'S')
          and relnamespace = (select oid from pg_namespace where nspname = current_schema()))
      """;

  private final Pool pool;

  private DatabaseProbe(Pool pool) {
    this.pool = pool;
  }

  /** What one host says, whose name has its port with it. */
  public sealed interface Host {
    /** There is no connection to it; why, on one line. */
    record Unreachable(String name, String why) implements Host {}

    /** It follows another, and takes no writes. */
    record Standby(String name) implements Host {}

    /** It takes writes. */
    record Primary(String name, Found found) implements Host {}
  }

  /**
   * What the one that takes writes says.
   *
   * @param version as it is written, such as 18.4
   * @param versionNumber 180004
   * @param settings on or off, but for synchronous_commit
   * @param clock how far the database's clock is ahead of this machine's
   * @param connections what is left of them
   * @param schema how far it is migrated
   * @param mayCreate whether the user can make tables where the schema is
   * @param listens whether a notification of another connection arrives
   * @param isolation the isolation of transactions where no client sets another, such as read
   *     committed
   * @param tokenKeys what the schema stores of token keys; empty where there is none yet
   */
  public record Found(
      String version,
      int versionNumber,
      Settings settings,
      ClockDifference clock,
      Connections connections,
      Schema schema,
      boolean mayCreate,
      boolean listens,
      String isolation,
      StoredKeys tokenKeys) {}

  /**
   * @param fingerprints of the token keys that were used
   * @param signingKeys that were sealed with one of them
   */
  public record StoredKeys(
      Map<KeyId, TokenKeyFingerprint> fingerprints, List<SigningKey> signingKeys) {
    /** Of a schema that has none. */
    public static final StoredKeys NONE = new StoredKeys(Map.of(), List.of());

    public StoredKeys {
      fingerprints = Map.copyOf(fingerprints);
      signingKeys = List.copyOf(signingKeys);
    }
  }

  /** What decides whether that which is acknowledged is there after a crash. */
  public record Settings(boolean fsync, boolean fullPageWrites, String synchronousCommit) {}

  /**
   * @param ahead of this machine's; negative if behind
   * @param uncertainty half of the time that the question took
   */
  public record ClockDifference(Duration ahead, Duration uncertainty) {}

  /**
   * @param most that the server takes of ordinary users
   * @param used at the time, this look's among them
   * @param mostOfUser that this user and this database may have; empty if as many as they like
   */
  public record Connections(int most, int used, Optional<Integer> mostOfUser) {}

  /**
   * @param version empty where there is none yet
   * @param newest that this program knows
   * @param pending how many migrations are to be done
   * @param fault why they cannot be
   */
  public record Schema(
      Optional<String> version, String newest, int pending, Optional<String> fault) {}

  /** Looks at all hosts of the URL, one after the other; blocks. */
  public static List<Host> at(PostgresUrl url, InstantSource clock) {
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    try {
      return url.hosts().stream().map(host -> at(vertx, url, host, clock)).toList();
    } finally {
      vertx.close().await();
    }
  }

  private static Host at(Vertx vertx, PostgresUrl url, PostgresUrl.Host host, InstantSource clock) {
    try {
      // Asked for beforehand: a pool gives up before a name server that does not answer does.
      var _ = InetAddress.getByName(host.name());
      var options = Database.limited(Primary.options(url, host));
      var pool = PostgresStores.pool(vertx, () -> Future.succeededFuture(options), CONNECTIONS);
      try {
        return new DatabaseProbe(pool).look(host, jdbc(url, host), clock);
      } finally {
        var _ = pool.close();
      }
    } catch (UnknownHostException | RuntimeException failure) {
      // Something is not answered, or a file of certificate authorities cannot be read.
      return new Host.Unreachable(host.toString(), reason(failure, host));
    }
  }

  private static DataSource jdbc(PostgresUrl url, PostgresUrl.Host host) {
    var source = JdbcSource.of(url, host);
    source.setApplicationName("sojourn-doctor");
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    return source;
  }

  /** Something that was asked has not been answered. */
  private static final class LookFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LookFailure(Throwable cause) {
      super(cause);
    }
  }

  /** Why, on one line, with what a person can do about it. */
  private static String reason(Throwable failure, PostgresUrl.Host host) {
    var innermost = failure;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "the name " + host.name() + " cannot be resolved";
      }
      innermost = cause;
    }
    if (innermost instanceof ConnectException) {
      return "nothing listens there: " + innermost.getMessage();
    }
    var said = innermost.getMessage();
    return said == null
        ? innermost.getClass().getSimpleName()
        : said.replaceAll("\\s*\\R\\s*", " ");
  }

  private Host look(PostgresUrl.Host host, DataSource jdbc, InstantSource clock) {
    if (bool("select pg_is_in_recovery()")) {
      return new Host.Standby(host.toString());
    }
    return new Host.Primary(
        host.toString(),
        new Found(
            text("select current_setting('server_version')"),
            number("select cast(current_setting('server_version_num') as int)"),
            new Settings(
                bool("select current_setting('fsync') = 'on'"),
                bool("select current_setting('full_page_writes') = 'on'"),
                text("select current_setting('synchronous_commit')")),
            difference(clock),
            connections(),
            schema(jdbc),
            bool("select coalesce(has_schema_privilege(current_schema(), 'create'), false)"),
            listens(),
            isolation(jdbc),
            storedKeys()));
  }

  private ClockDifference difference(InstantSource clock) {
    var best = differenceOnce(clock);
    for (var look = 1; look < LOOKS_AT_CLOCK; look++) {
      var next = differenceOnce(clock);
      if (next.uncertainty().compareTo(best.uncertainty()) < 0) {
        best = next;
      }
    }
    return best;
  }

  private ClockDifference differenceOnce(InstantSource clock) {
    var asked = clock.instant();
    var micros = row("select " + RevocationListener.MICROS).getLong(0);
    var half = Duration.between(asked, clock.instant()).dividedBy(2);
    var there = Instant.EPOCH.plusNanos(micros * 1_000);
    return new ClockDifference(Duration.between(asked.plus(half), there), half);
  }

  private Connections connections() {
    var ofUser =
        number(
            """
            select least(
              (select case when rolconnlimit < 0 then 2147483647 else rolconnlimit end
               from pg_roles where rolname = current_user),
              (select case when datconnlimit < 0 then 2147483647 else datconnlimit end
               from pg_database where datname = current_database()))
            """);
    return new Connections(
        number(
            """
            select cast(current_setting('max_connections') as int)
              - cast(current_setting('superuser_reserved_connections') as int)
              - cast(coalesce(current_setting('reserved_connections', true), '0') as int)
            """),
        number("select cast(sum(numbackends) as int) from pg_stat_database"),
        ofUser == Integer.MAX_VALUE ? Optional.empty() : Optional.of(ofUser));
  }

  private Schema schema(DataSource source) {
    try {
      var flyway =
          Migrations.flyway(
              source, configuration -> configuration.ignoreMigrationPatterns(NOT_DONE));
      var info = flyway.info();
      var version =
          Optional.ofNullable(info.current())
              .map(MigrationInfo::getVersion)
              .map(MigrationVersion::toString);
      var newest =
          Arrays.stream(info.all())
              .filter(migration -> migration.getState().isResolved())
              .map(migration -> migration.getVersion().toString())
              .reduce("0", (_, later) -> later);
      if (version.isEmpty() && bool(IS_OCCUPIED)) {
        return new Schema(
            version,
            newest,
            info.pending().length,
            Optional.of("there are tables that Sojourn has not made"));
      }
      var validation = flyway.validateWithResult();
      return new Schema(
          version,
          newest,
          info.pending().length,
          validation.validationSuccessful
              ? Optional.empty()
              : Optional.of(validation.getAllErrorMessages()));
    } catch (FlywayException failure) {
      throw new LookFailure(failure);
    }
  }

  /** As it is for a connection that says nothing of it, other than those of a node. */
  private static String isolation(DataSource jdbc) {
    try (var connection = jdbc.getConnection();
        var statement = connection.createStatement();
        var answer = statement.executeQuery("show default_transaction_isolation")) {
      answer.next();
      return answer.getString(1);
    } catch (SQLException failure) {
      throw new LookFailure(failure);
    }
  }

  /** By another connection, as another node would: a pooler may let it through or not. */
  private boolean listens() {
    var heard = new CompletableFuture<Boolean>();
    var listening = await(pool.getConnection());
    try {
      ((PgConnection) listening).notificationHandler(_ -> heard.complete(true));
      await(listening.query("listen " + PROBE).execute());
      await(pool.query("notify " + PROBE).execute());
      heard.completeOnTimeout(false, LISTEN_MILLIS, TimeUnit.MILLISECONDS);
      return heard.join();
    } finally {
      var _ = listening.close();
    }
  }

  private StoredKeys storedKeys() {
    return bool("select to_regclass('token_key') is null")
        ? StoredKeys.NONE
        : new StoredKeys(
            PostgresTokenKeyStore.fingerprints(rows(PostgresTokenKeyStore.ALL)),
            PostgresSigningKeyStore.keys(rows(PostgresSigningKeyStore.ALL)).all());
  }

  private String text(String question) {
    return row(question).getString(0);
  }

  private boolean bool(String question) {
    return row(question).getBoolean(0);
  }

  private int number(String question) {
    return row(question).getInteger(0);
  }

  private Row row(String question) {
    return rows(question).iterator().next();
  }

  private RowSet<Row> rows(String question) {
    return await(pool.preparedQuery(question).execute());
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new LookFailure(Objects.requireNonNullElse(failure.getCause(), failure));
    } catch (TimeoutException silent) {
      throw new LookFailure(new TimeoutException("no answer within " + ANSWER_SECONDS + " s"));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LookFailure(interrupted);
    }
  }
}
