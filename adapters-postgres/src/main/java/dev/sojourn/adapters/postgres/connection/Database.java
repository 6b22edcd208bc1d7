package dev.sojourn.adapters.postgres.connection;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs prepared statements, and waits for none forever: Postgres itself gives up a statement or a
 * lock after {@code STATEMENT_TIMEOUT}, and where Postgres does not answer any more, the caller is
 * told so a little later. What was asked may then have been done or not, as with any answer that is
 * lost.
 *
 * <p>Postgres keeps its limits, so where it does not even say that a statement took too long,
 * nobody is there: after a switchover or behind a broken network, connections can be silent for
 * hours. All are given up then and made anew; so they are when a host turns out to be a standby.
 */
public final class Database {
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  /** For what nobody waits for, such as counting all sessions. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The SQLSTATE of a write that is refused. */
  private static final String READ_ONLY_TRANSACTION = "25006";

  /** How SQLSTATEs begin by which Postgres says that it shuts down or has crashed. */
  private static final String OPERATOR_INTERVENTION = "57P";

  private static final String CONNECTION_EXCEPTION = "08";

  /** The SQLSTATEs of a serialization failure and of a deadlock (PostgreSQL, appendix A). */
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

  private static final String ISOLATION =
      "set session characteristics as transaction isolation level read committed";

  private static final int MOST_TRIES = 3;

  /** In milliseconds, and at most four times as long. */
  private static final long SHORTEST_PAUSE = 25;

  private final Vertx vertx;
  private final DoubleSupplier fraction;
  private final Supplier<Pool> connections;
  private volatile Pool pool;
  private volatile boolean away;

  /**
   * @param fraction from 0 to 1, another each time
   * @param connections makes a pool; connects when it is asked for something
   */
  public Database(Vertx vertx, DoubleSupplier fraction, Supplier<Pool> connections) {
    this.vertx = vertx;
    this.fraction = fraction;
    this.connections = connections;
    pool = connections.get();
  }

  public Future<Void> close() {
    return pool.close();
  }

  /** With the limits that Postgres keeps by itself. */
  public static SqlConnectOptions limited(PgConnectOptions options) {
    return new PgConnectOptions(options)
        .addProperty("statement_timeout", String.valueOf(STATEMENT_TIMEOUT.toMillis()))
        .addProperty("lock_timeout", String.valueOf(LOCK_TIMEOUT.toMillis()))
        .addProperty(
            "idle_in_transaction_session_timeout", String.valueOf(LONGEST_ANSWER.toMillis()));
  }

  /**
   * Sets the isolation that statements are written for, whatever the database or the role has as
   * its default: with a stricter one Postgres would refuse statements that meet others (SQLSTATE
   * 40001). Not among the settings that a connection starts with: poolers refuse those that they do
   * not know.
   */
  public static void prepare(SqlConnection connection) {
    connection.query(ISOLATION).execute().onComplete(_ -> connection.close());
  }

  public Future<RowSet<Row>> run(String statement, Tuple values) {
    return inTime(LONGEST_ANSWER, asked -> asked.preparedQuery(statement).execute(values));
  }

  public Future<RowSet<Row>> run(String statement) {
    return inTime(LONGEST_ANSWER, asked -> asked.preparedQuery(statement).execute());
  }

  /**
   * Asks what changes nothing, and asks again where its connection was lost: soon, but not all at
   * the same moment.
   */
  public Future<RowSet<Row>> read(String statement, Tuple values) {
    return read(statement, values, MOST_TRIES);
  }

  public Future<RowSet<Row>> read(String statement) {
    return read(statement, Tuple.tuple());
  }

  private Future<RowSet<Row>> read(String statement, Tuple values, int tries) {
    return run(statement, values)
        .recover(
            failure ->
                tries > 1 && isLost(failure)
                    ? pause().compose(_ -> read(statement, values, tries - 1))
                    : Future.failedFuture(failure));
  }

  /** May take as long as a walk through a whole table. */
  public Future<RowSet<Row>> runPatiently(String statement) {
    return runPatiently(statement, Tuple.tuple());
  }

  /** The same with values. */
  public Future<RowSet<Row>> runPatiently(String statement, Tuple values) {
    return inPatientTransaction(connection -> connection.preparedQuery(statement).execute(values));
  }

  /** All of it or nothing, of statements that may take that long. */
  public <R> Future<R> inPatientTransaction(Function<SqlConnection, Future<R>> work) {
    return inTime(
        PATIENCE.plus(LONGEST_ANSWER),
        asked ->
            transaction(
                asked,
                (SqlConnection connection) ->
                    connection
                        .query("set local statement_timeout = " + PATIENCE.toMillis())
                        .execute()
                        .compose(_ -> work.apply(connection))));
  }

  /** All of it or nothing; a failed future rolls back. */
  public <R> Future<R> inTransaction(Function<SqlConnection, Future<R>> work) {
    return inTime(LONGEST_ANSWER, asked -> transaction(asked, work));
  }

  @SuppressWarnings("NullAway") // Vert.x lets work answer null; ours never does
  private static <R> Future<R> transaction(Pool asked, Function<SqlConnection, Future<R>> work) {
    return asked.withTransaction(work);
  }

  private <R> Future<R> inTime(Duration limit, Function<Pool, Future<R>> ask) {
    var asked = pool;
    return untilItMeetsNobody(asked, ask, MOST_TRIES)
        .timeout(limit.toMillis(), MILLISECONDS)
        .onSuccess(_ -> away = false)
        .onFailure(
            failure -> {
              away = isUnanswered(failure);
              if (failure instanceof TimeoutException || isOfStandby(failure)) {
                giveUp(asked);
              }
            });
  }

  /**
   * Asks again what Postgres has rolled back because it met another transaction: nothing of it is
   * done.
   */
  private <R> Future<R> untilItMeetsNobody(Pool asked, Function<Pool, Future<R>> ask, int tries) {
    return ask.apply(asked)
        .recover(
            failure ->
                tries > 1 && isRolledBack(failure)
                    ? pause().compose(_ -> untilItMeetsNobody(asked, ask, tries - 1))
                    : Future.failedFuture(failure));
  }

  private static boolean isRolledBack(Throwable failure) {
    return failure instanceof PgException refusal
        && ROLLED_BACK.contains(String.valueOf(refusal.getSqlState()));
  }

  private Future<Void> pause() {
    return vertx.timer(SHORTEST_PAUSE + (long) (SHORTEST_PAUSE * 3 * fraction.getAsDouble()));
  }

  /** Whether what was asked last was not answered. */
  public boolean isAway() {
    return away;
  }

  /** Whether Postgres answered, and has certainly done nothing; it may have gone away otherwise. */
  public static boolean isRefusal(Throwable failure) {
    return failure instanceof PgException refusal
        && Stream.of(CONNECTION_EXCEPTION, OPERATOR_INTERVENTION)
            .noneMatch(refusal.getSqlState()::startsWith);
  }

  private static boolean isUnanswered(Throwable failure) {
    return switch (failure) {
      case PgException said -> !isRefusal(said);
      case TimeoutException _, IOException _, VertxException _ -> true;
      default -> false; // what was to be done with the answer
    };
  }

  /** Whether another connection may do better; who has waited for long is not kept any longer. */
  private static boolean isLost(Throwable failure) {
    return isUnanswered(failure) && !(failure instanceof TimeoutException);
  }

  private static boolean isOfStandby(Throwable failure) {
    return failure instanceof PgException refusal
        && READ_ONLY_TRANSACTION.equals(refusal.getSqlState());
  }

  /** Once, however many statements wait for the same connections. */
  private synchronized void giveUp(Pool silent) {
    if (pool == silent) {
      pool = connections.get();
      // What is still under way on it is told that its connection is closed.
      var _ = silent.close();
    }
  }

  /** The transaction does not wait for the disk; a crash of Postgres may lose it, whole. */
  public static Future<RowSet<Row>> notDurable(SqlConnection connection) {
    return connection.query("set local synchronous_commit = off").execute();
  }

  public static Future<RowSet<Row>> run(SqlConnection connection, String statement, Tuple values) {
    return connection.preparedQuery(statement).execute(values);
  }

  public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    var list = new ArrayList<T>(rows.size());
    rows.forEach(row -> list.add(read.apply(row)));
    return list;
  }
}
