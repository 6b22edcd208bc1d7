package dev.sojourn.adapters.postgres.audit;

import static dev.sojourn.adapters.postgres.tables.Tables.AUDIT;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.retention.RetentionPurge;
import dev.sojourn.adapters.postgres.retention.RetentionTable;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.policy.PolicyName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The audit trail, most of which the other stores have written. */
public final class PostgresAuditStore implements AuditStore {
  public static final RetentionTable<Long> KEPT =
      new RetentionTable<>(AUDIT, AUDIT.SLOT, AUDIT.NUMBER, AUDIT.AT);

  /** $1: above, $2: up to. */
  public static String between(int limit) {
    return Sql.render(
        select(AuditTable.READ)
            .from(AUDIT)
            .where(AUDIT.NUMBER.gt(Sql.param(1, SQLDataType.BIGINT)))
            .and(AUDIT.NUMBER.le(Sql.param(2, SQLDataType.BIGINT)))
            .orderBy(AUDIT.NUMBER)
            .limit(inline(limit)));
  }

  /** Whether the line is there. $1: its number. */
  public static final String IS_KEPT =
      Sql.render(
          select(inline(1)).from(AUDIT).where(AUDIT.NUMBER.eq(Sql.param(1, SQLDataType.BIGINT))));

  /** The first number that is kept, if any is, and the last that was given out. */
  public static final String SPAN =
      Sql.render(select(min(AUDIT.NUMBER), StableWatermark.LAST_GIVEN).from(AUDIT));

  private final StoreEventLoop loop;
  private final Database database;
  private final AuditTable table;
  private final RetentionPurge<Long> purge;
  private final StableWatermark settled;

  public PostgresAuditStore(StoreEventLoop loop, Database database, AuditTable table) {
    this.loop = loop;
    this.database = database;
    this.table = table;
    this.purge = new RetentionPurge<>(database, KEPT);
    this.settled = new StableWatermark(database);
  }

  @Override
  public CompletionStage<Void> add(List<AuditEntry> entries) {
    return loop.call(
        () -> database.run(AuditTable.WRITE, table.add(Tuple.tuple(), entries)).mapEmpty());
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
  public static final class Search {
    public final String statement;
    final Tuple values = Tuple.tuple();
    private final List<Condition> conditions = new ArrayList<>();

    public Search(AuditFilter filter, Optional<Long> below, int limit) {
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
          .clientId()
          .ifPresent(
              client -> {
                conditions.add(AUDIT.CLIENT_ID.eq(given(AUDIT.CLIENT_ID, client.value())));
                conditions.add(AUDIT.POLICY.isDistinctFrom(inline(PolicyName.CONSOLE.value())));
              });
      filter.since().ifPresent(at -> conditions.add(AUDIT.AT.ge(given(AUDIT.AT, Columns.utc(at)))));
      filter.until().ifPresent(at -> conditions.add(AUDIT.AT.lt(given(AUDIT.AT, Columns.utc(at)))));
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
  public CompletionStage<Long> settled() {
    return loop.call(settled::find);
  }

  @Override
  public CompletionStage<List<Kept>> between(long above, long upTo, int limit) {
    return loop.call(
        () ->
            database
                .read(between(limit), Tuple.of(above, upTo))
                .map(rows -> Database.list(rows, AuditTable::read)));
  }

  @Override
  public CompletionStage<Boolean> goesOnFrom(long number) {
    return loop.call(
        () ->
            database
                .read(IS_KEPT, Tuple.of(number))
                .compose(
                    found ->
                        found.size() > 0
                            ? Future.succeededFuture(true)
                            : nothingWasForgottenAbove(number)));
  }

  /**
   * Numbers have gaps, so the line may never have been there: then all is well if it is above all
   * that could have been forgotten, or just below the first that is kept.
   */
  private Future<Boolean> nothingWasForgottenAbove(long number) {
    return database
        .read(SPAN)
        .map(
            rows -> {
              var span = rows.iterator().next();
              var oldest = span.getLong(0);
              var last = span.getLong(1);
              return number <= last && number >= (oldest == null ? last : oldest - 1);
            });
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return loop.call(() -> purge.purge(until, limit));
  }
}
