package dev.sojourn.adapters.postgres;

import static dev.sojourn.adapters.postgres.tables.Tables.ENDED_SESSION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Forgets sessions that ended long ago. A partition in which all are old enough is emptied as a
 * whole, which costs next to nothing and gives its space back; the others are deleted one by one,
 * as many at a time as the caller allows, and the space that they leave is given back when the turn
 * comes to their partition.
 */
final class SessionPurge {
  /** A partition smaller than this is not worth the lock. */
  private static final long WORTH_EMPTYING_BYTES = 1 << 20;

  /** Emptying takes the partition for itself; if somebody is reading it, it can wait. */
  private static final String DO_NOT_WAIT = "set local lock_timeout = '100ms'";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Field<OffsetDateTime> ENDED_UNTIL =
      Sql.param(1, ENDED_SESSION.ENDED_AT.getDataType());

  /** Partitions in which all are old enough. $1: ended until. */
  static final String TO_EMPTY = Sql.render(toEmpty());

  /** Deletes some that are old enough. $1: ended until. */
  static String delete(int limit) {
    return Sql.deleteOldest(ENDED_SESSION, ENDED_SESSION.ID, ENDED_SESSION.ENDED_AT, limit);
  }

  private final Database database;

  SessionPurge(Database database) {
    this.database = database;
  }

  /** Says how many were forgotten. */
  Future<Integer> purge(Instant endedUntil, int limit) {
    var until = SessionRow.utc(endedUntil);
    return database
        .run(TO_EMPTY, Tuple.of(until))
        .map(rows -> Database.list(rows, row -> row.getInteger(0)))
        .compose(slots -> empty(slots, Tuple.of(until)))
        .compose(
            emptied ->
                database
                    .run(delete(limit), Tuple.of(until))
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
                    .query(DO_NOT_WAIT + "; lock table " + partition(slot))
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
  private static Future<Integer> emptyLocked(SqlConnection connection, int slot, Tuple until) {
    return Database.run(connection, Sql.render(ifToEmpty(slot)), until)
        .compose(
            stillToEmpty ->
                stillToEmpty.size() == 0
                    ? Future.succeededFuture(0)
                    : count(connection, slot)
                        .compose(
                            sessions ->
                                connection
                                    .query(Sql.render(DSL.truncate(partition(slot))))
                                    .execute()
                                    .map(sessions)));
  }

  private static Future<Integer> count(SqlConnection connection, int slot) {
    return connection
        .query(Sql.render(selectCount().from(partition(slot))))
        .execute()
        .map(RowSet<Row>::iterator)
        .map(rows -> rows.next().getInteger(0));
  }

  private static Select<Record1<Integer>> toEmpty() {
    return EndedRing.slots().stream()
        .map(SessionPurge::ifToEmpty)
        .reduce(Select::unionAll)
        .orElseThrow();
  }

  /** The slot, if its partition takes space and no session in it is to be kept. */
  private static Select<Record1<Integer>> ifToEmpty(int slot) {
    return select(inline(slot))
        .where(
            field("pg_relation_size({0})", SQLDataType.BIGINT, inline(partition(slot)))
                .ge(inline(WORTH_EMPTYING_BYTES)))
        .and(
            // The latest, which an index knows; for any later one, Postgres might read them all.
            coalesce(
                    field(
                        select(max(ENDED_SESSION.ENDED_AT))
                            .from(ENDED_SESSION)
                            .where(ENDED_SESSION.SLOT.eq(inline((short) slot)))),
                    ENDED_UNTIL)
                .le(ENDED_UNTIL));
  }

  private static String partition(int slot) {
    return ENDED_SESSION.getName() + "_" + slot;
  }
}
