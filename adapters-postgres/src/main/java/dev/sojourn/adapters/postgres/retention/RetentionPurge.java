package dev.sojourn.adapters.postgres.retention;

import static org.jooq.impl.DSL.selectCount;

import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * Forgets what is old in a table that is kept in an {@link RetentionSlots}. A partition in which
 * all are old enough is emptied as a whole, which costs next to nothing and gives its space back;
 * the others are deleted one by one, as many at a time as the caller allows, and the space that
 * they leave is given back when the turn comes to their partition.
 */
public final class RetentionPurge<K> {
  /** Emptying takes the partition for itself; if somebody is reading it, it can wait. */
  private static final String DO_NOT_WAIT = "set local lock_timeout = '100ms'";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Database database;
  private final RetentionTable<K> table;
  private final String toEmpty;

  public RetentionPurge(Database database, RetentionTable<K> table) {
    this.database = database;
    this.table = table;
    this.toEmpty = table.toEmpty();
  }

  /** Says how many were forgotten. */
  public Future<Integer> purge(Instant oldUntil, int limit) {
    var until = Columns.utc(oldUntil);
    return database
        .run(toEmpty, Tuple.of(until))
        .map(rows -> Database.list(rows, row -> row.getInteger(0)))
        .compose(slots -> empty(slots, Tuple.of(until)))
        .compose(
            emptied ->
                database
                    .run(table.delete(limit), Tuple.of(until))
                    .map(RowSet::rowCount)
                    .map(deleted -> emptied + deleted));
  }

  private Future<Integer> empty(List<Integer> slots, Tuple until) {
    var forgotten = Future.succeededFuture(0);
    for (var slot : slots) {
      forgotten = forgotten.compose(sum -> empty(slot, until).map(more -> sum + more));
    }
    return forgotten;
  }

  private Future<Integer> empty(int slot, Tuple until) {
    return database
        .inPatientTransaction(
            connection ->
                connection
                    .query(DO_NOT_WAIT + "; lock table " + table.partition(slot))
                    .execute()
                    .compose(_ -> emptyLocked(connection, slot, until)))
        .recover(
            failure ->
                failure instanceof PgException refused
                        && LOCK_NOT_AVAILABLE.equals(refused.getSqlState())
                    ? Future.succeededFuture(0)
                    : Future.failedFuture(failure));
  }

  /** Looks again, now that nobody can add to it: another node may have been faster. */
  private Future<Integer> emptyLocked(SqlConnection connection, int slot, Tuple until) {
    return Database.run(connection, Sql.render(table.ifToEmpty(slot)), until)
        .compose(
            stillToEmpty ->
                stillToEmpty.size() == 0
                    ? Future.succeededFuture(0)
                    : count(connection, slot)
                        .compose(
                            rows ->
                                connection
                                    .query(Sql.render(DSL.truncate(table.partition(slot))))
                                    .execute()
                                    .map(rows)));
  }

  private Future<Integer> count(SqlConnection connection, int slot) {
    return connection
        .query(Sql.render(selectCount().from(table.partition(slot))))
        .execute()
        .map(RowSet<Row>::iterator)
        .map(rows -> rows.next().getInteger(0));
  }
}
