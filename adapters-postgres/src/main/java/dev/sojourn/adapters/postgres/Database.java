package dev.sojourn.adapters.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs prepared statements. */
record Database(Pool pool) {

  Future<RowSet<Row>> run(String statement, Tuple values) {
    return pool.preparedQuery(statement).execute(values);
  }

  Future<RowSet<Row>> run(String statement) {
    return pool.preparedQuery(statement).execute();
  }

  /** All of it or nothing; a failed future rolls back. */
  @SuppressWarnings("NullAway") // Vert.x lets work answer null; ours never does
  <R> Future<R> inTransaction(Function<SqlConnection, Future<R>> work) {
    return pool.withTransaction(work);
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
