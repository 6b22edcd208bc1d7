package dev.sojourn.adapters.postgres;

import static dev.sojourn.adapters.postgres.tables.Tables.AUDIT;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Reads the audit trail that the other stores have written. */
final class PostgresAuditStore implements AuditStore {
  static final RingTable<Long> KEPT = new RingTable<>(AUDIT, AUDIT.SLOT, AUDIT.NUMBER, AUDIT.AT);

  private final Loop loop;
  private final Database database;
  private final RingPurge<Long> purge;

  PostgresAuditStore(Loop loop, Database database) {
    this.loop = loop;
    this.database = database;
    this.purge = new RingPurge<>(database, KEPT);
  }

  @Override
  public CompletionStage<List<Kept>> search(AuditFilter filter, Optional<Long> below, int limit) {
    var search = new Search(filter, below, limit);
    return loop.call(
        () ->
            database
                .read(search.statement, search.values)
                .map(rows -> Database.list(rows, AuditTable::read)));
  }

  /** A statement with just the conditions that there are, so that Postgres finds their indexes. */
  static final class Search {
    final String statement;
    final Tuple values = Tuple.tuple();
    private final List<Condition> conditions = new ArrayList<>();

    Search(AuditFilter filter, Optional<Long> below, int limit) {
      filter
          .sessionId()
          .ifPresent(
              id -> conditions.add(AUDIT.SESSION_ID.eq(given(AUDIT.SESSION_ID, id.value()))));
      filter
          .userId()
          .ifPresent(user -> conditions.add(AUDIT.USER_ID.eq(given(AUDIT.USER_ID, user.value()))));
      filter
          .action()
          .ifPresent(action -> conditions.add(AUDIT.ACTION.eq(given(AUDIT.ACTION, action.word()))));
      filter
          .since()
          .ifPresent(at -> conditions.add(AUDIT.AT.ge(given(AUDIT.AT, SessionRow.utc(at)))));
      filter
          .until()
          .ifPresent(at -> conditions.add(AUDIT.AT.lt(given(AUDIT.AT, SessionRow.utc(at)))));
      below.ifPresent(number -> conditions.add(AUDIT.NUMBER.lt(given(AUDIT.NUMBER, number))));
      statement =
          Sql.render(
              select(AuditTable.READ)
                  .from(AUDIT)
                  .where(DSL.and(conditions))
                  .orderBy(AUDIT.NUMBER.desc())
                  .limit(inline(limit)));
    }

    private <T> Field<T> given(Field<T> column, T value) {
      values.addValue(value);
      return Sql.param(values.size(), column.getDataType());
    }
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return loop.call(() -> purge.purge(until, limit));
  }
}
