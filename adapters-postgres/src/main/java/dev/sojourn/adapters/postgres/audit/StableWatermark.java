package dev.sojourn.adapters.postgres.audit;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Finds out up to which number the audit trail is settled. Numbers are given out in the order of
 * writing, and transactions end in another: a line can appear below one that is there already. So
 * after a number was given out, a transaction id is taken; a transaction that holds the number or a
 * lower one has a lower id, because a transaction gets its id before its numbers. When no
 * transaction with a lower id is under way any more, everything up to the number is there or never
 * will be.
 *
 * <p>The writers know nothing of it and wait for nothing. A transaction anywhere on the server that
 * writes and does not end holds it up.
 *
 * <p>Confined to one event loop.
 */
final class StableWatermark {
  /** The last number that was given out; 0 before the first. */
  static final Field<Long> LAST_GIVEN =
      field(
          "(select case when is_called then last_value else 0 end from audit_number)",
          SQLDataType.BIGINT);

  /** The same, and which transaction is the oldest under way. */
  private static final String LOOK =
      Sql.render(select(LAST_GIVEN, number("pg_snapshot_xmin(pg_current_snapshot())")));

  /** Takes a new one, higher than all there are. */
  private static final String TAKE_TRANSACTION_ID =
      Sql.render(select(number("pg_current_xact_id()")));

  private final Database database;
  private long settled;
  private @Nullable Mark waitedFor;

  StableWatermark(Database database) {
    this.database = database;
  }

  /**
   * @param number that has been given out
   * @param transactionId is taken after it
   */
  private record Mark(long number, long transactionId) {}

  /** What is settled now; never lower than before. */
  Future<Long> find() {
    return look()
        .compose(
            given ->
                given == settled || waitedFor != null
                    ? Future.succeededFuture(settled)
                    : mark(given).compose(_ -> look()).map(_ -> settled));
  }

  /** Says which number was given out last. */
  private Future<Long> look() {
    return database.read(LOOK).map(rows -> looked(first(rows)));
  }

  private long looked(Row row) {
    var mark = waitedFor;
    if (mark != null && row.getLong(1) >= mark.transactionId()) {
      settled = Math.max(settled, mark.number());
      waitedFor = null;
    }
    return row.getLong(0);
  }

  private Future<Void> mark(long given) {
    return database
        .read(TAKE_TRANSACTION_ID)
        .onSuccess(rows -> waitedFor = new Mark(given, first(rows).getLong(0)))
        .mapEmpty();
  }

  private static Field<Long> number(String transactionId) {
    return field("cast(cast(" + transactionId + " as text) as bigint)", SQLDataType.BIGINT);
  }

  private static Row first(RowSet<Row> rows) {
    return rows.iterator().next();
  }
}
