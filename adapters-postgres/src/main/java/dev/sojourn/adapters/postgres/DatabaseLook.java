package dev.sojourn.adapters.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/**
 * Looks at a database, for whoever wants to know whether Sojourn can live on it. Changes nothing.
 */
public final class DatabaseLook {
  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 10;
  private static final int LISTEN_MILLIS = 2_000;
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

  private DatabaseLook() {}

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
   */
  public record Found(
      String version,
      int versionNumber,
      Settings settings,
      ClockDifference clock,
      Connections connections,
      Schema schema,
      boolean mayCreate,
      boolean listens) {}

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
    return url.hosts().stream().map(host -> at(url, host, clock)).toList();
  }

  private static Host at(PostgresUrl url, PostgresUrl.Host host, InstantSource clock) {
    var source = JdbcSource.of(url, host);
    source.setApplicationName("sojourn-doctor");
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      if (bool(statement, "select pg_is_in_recovery()")) {
        return new Host.Standby(host.toString());
      }
      var found =
          new Found(
              text(statement, "select current_setting('server_version')"),
              number(statement, "select cast(current_setting('server_version_num') as int)"),
              new Settings(
                  bool(statement, "select current_setting('fsync') = 'on'"),
                  bool(statement, "select current_setting('full_page_writes') = 'on'"),
                  text(statement, "select current_setting('synchronous_commit')")),
              difference(statement, clock),
              connections(statement),
              schema(source, statement),
              bool(
                  statement,
                  "select coalesce(has_schema_privilege(current_schema(), 'create'), false)"),
              listens(source, connection, statement));
      return new Host.Primary(host.toString(), found);
    } catch (SQLException failure) {
      return new Host.Unreachable(
          host.toString(), String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
  }

  private static ClockDifference difference(Statement statement, InstantSource clock)
      throws SQLException {
    var best = differenceOnce(statement, clock);
    for (var look = 1; look < LOOKS_AT_CLOCK; look++) {
      var next = differenceOnce(statement, clock);
      if (next.uncertainty().compareTo(best.uncertainty()) < 0) {
        best = next;
      }
    }
    return best;
  }

  private static ClockDifference differenceOnce(Statement statement, InstantSource clock)
      throws SQLException {
    var asked = clock.instant();
    var micros = longNumber(statement, "select " + EndAnnouncements.MICROS);
    var half = Duration.between(asked, clock.instant()).dividedBy(2);
    var there = Instant.EPOCH.plusNanos(micros * 1_000);
    return new ClockDifference(Duration.between(asked.plus(half), there), half);
  }

  private static Connections connections(Statement statement) throws SQLException {
    var ofUser =
        number(
            statement,
            """
            select least(
              (select case when rolconnlimit < 0 then 2147483647 else rolconnlimit end
               from pg_roles where rolname = current_user),
              (select case when datconnlimit < 0 then 2147483647 else datconnlimit end
               from pg_database where datname = current_database()))
            """);
    return new Connections(
        number(
            statement,
            """
            select cast(current_setting('max_connections') as int)
              - cast(current_setting('superuser_reserved_connections') as int)
              - cast(coalesce(current_setting('reserved_connections', true), '0') as int)
            """),
        number(statement, "select cast(sum(numbackends) as int) from pg_stat_database"),
        ofUser == Integer.MAX_VALUE ? Optional.empty() : Optional.of(ofUser));
  }

  private static Schema schema(DataSource source, Statement statement) throws SQLException {
    var flyway =
        Migrations.flyway(source, configuration -> configuration.ignoreMigrationPatterns(NOT_DONE));
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
    if (version.isEmpty() && bool(statement, IS_OCCUPIED)) {
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
  }

  /** By another connection, as another node would: a pooler may let it through or not. */
  private static boolean listens(DataSource source, Connection connection, Statement statement)
      throws SQLException {
    statement.execute("listen " + PROBE);
    try (var other = source.getConnection();
        var notifying = other.createStatement()) {
      notifying.execute("notify " + PROBE);
    }
    var heard = connection.unwrap(PGConnection.class).getNotifications(LISTEN_MILLIS);
    return heard != null && heard.length > 0;
  }

  private static String text(Statement statement, String question) throws SQLException {
    try (var answer = one(statement, question)) {
      return answer.getString(1);
    }
  }

  private static boolean bool(Statement statement, String question) throws SQLException {
    try (var answer = one(statement, question)) {
      return answer.getBoolean(1);
    }
  }

  private static int number(Statement statement, String question) throws SQLException {
    try (var answer = one(statement, question)) {
      return answer.getInt(1);
    }
  }

  private static long longNumber(Statement statement, String question) throws SQLException {
    try (var answer = one(statement, question)) {
      return answer.getLong(1);
    }
  }

  private static ResultSet one(Statement statement, String question) throws SQLException {
    var answer = statement.executeQuery(question);
    answer.next();
    return answer;
  }
}
