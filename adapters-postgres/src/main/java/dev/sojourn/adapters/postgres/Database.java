package dev.sojourn.adapters.postgres;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Runs prepared statements, and waits for none forever: Postgres itself gives up a statement or a
 * lock after {@code STATEMENT_TIMEOUT}, and where Postgres does not answer any more, the caller is
 * told so a little later. What was asked may then have been done or not, as with any answer that is
 * lost.
 */
record Database(Pool pool) {
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  /** For what nobody waits for, such as counting all sessions. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** With the limits that Postgres keeps by itself. */
  static PgConnectOptions limited(PgConnectOptions options) {
    return new PgConnectOptions(options)
        .addProperty("statement_timeout", String.valueOf(STATEMENT_TIMEOUT.toMillis()))
        .addProperty("lock_timeout", String.valueOf(LOCK_TIMEOUT.toMillis()))
        .addProperty(
            "idle_in_transaction_session_timeout", String.valueOf(LONGEST_ANSWER.toMillis()));
  }

  Future<RowSet<Row>> run(String statement, Tuple values) {
    return inTime(pool.preparedQuery(statement).execute(values));
  }

  Future<RowSet<Row>> run(String statement) {
    return inTime(pool.preparedQuery(statement).execute());
  }

  /** May take as long as a walk through a whole table. */
  Future<RowSet<Row>> runPatiently(String statement) {
    return inPatientTransaction(connection -> connection.preparedQuery(statement).execute());
  }

  /** All of it or nothing, of statements that may take that long. */
  <R> Future<R> inPatientTransaction(Function<SqlConnection, Future<R>> work) {
    return transaction(
            (SqlConnection connection) ->
                connection
                    .query("set local statement_timeout = " + PATIENCE.toMillis())
                    .execute()
                    .compose(_ -> work.apply(connection)))
        .timeout(PATIENCE.plus(LONGEST_ANSWER).toMillis(), MILLISECONDS);
  }

  /** All of it or nothing; a failed future rolls back. */
  <R> Future<R> inTransaction(Function<SqlConnection, Future<R>> work) {
    return inTime(transaction(work));
  }

  @SuppressWarnings("NullAway") // Vert.x lets work answer null; ours never does
  private <R> Future<R> transaction(Function<SqlConnection, Future<R>> work) {
    return pool.withTransaction(work);
  }

  private static <R> Future<R> inTime(Future<R> answer) {
    return answer.timeout(LONGEST_ANSWER.toMillis(), MILLISECONDS);
  }

  /** The transaction does not wait for the disk; a crash of Postgres may lose it, whole. */
  static Future<RowSet<Row>> notDurable(SqlConnection connection) {
    return connection.query("set local synchronous_commit = off").execute();
  }

  static Future<RowSet<Row>> run(SqlConnection connection, String statement, Tuple values) {
    return connection.preparedQuery(statement).execute(values);
  }

  static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    var list = new ArrayList<T>(rows.size());
    rows.forEach(row -> list.add(read.apply(row)));
    return list;
  }
}
