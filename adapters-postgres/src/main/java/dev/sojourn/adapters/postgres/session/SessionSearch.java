package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.adapters.postgres.tables.Tables.ENDED_SESSION;
import static dev.sojourn.adapters.postgres.tables.Tables.SESSION;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectUnionStep;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * A search as a statement with its values: so many of the sessions that live, so many of those that
 * have ended, and of both the latest.
 */
public final class SessionSearch {
  private final SessionFilter filter;
  private final Optional<Position> after;
  private final int limit;
  private final Tuple values = Tuple.tuple();
  private final String statement;

  public SessionSearch(SessionFilter filter, Optional<Position> after, int limit) {
    this.filter = filter;
    this.after = after;
    this.limit = limit;
    this.statement = Sql.render(filter.unended() ? live() : liveAndEnded());
  }

  public String statement() {
    return statement;
  }

  Tuple values() {
    return values;
  }

  private SelectUnionStep<Record> live() {
    var conditions = conditions(SESSION);
    filter.overBy().ifPresent(by -> conditions.add(SESSION.SWEEP_AT.le(at(by))));
    return latest(SESSION, SessionRow.READ_OF_ANY, conditions);
  }

  private Select<Record> liveAndEnded() {
    return live()
        .unionAll(latest(ENDED_SESSION, SessionRow.READ_ENDED, conditions(ENDED_SESSION)))
        .orderBy(SessionRow.CREATED_AT_OF_ANY.desc(), SessionRow.ID_OF_ANY.desc())
        .limit(most());
  }

  private SelectUnionStep<Record> latest(
      Table<?> table, List<Field<?>> columns, List<Condition> conditions) {
    return select(columns)
        .from(table)
        .where(conditions)
        .orderBy(
            SessionRow.in(table, SESSION.CREATED_AT).desc(),
            SessionRow.in(table, SESSION.ID).desc())
        .limit(most());
  }

  private List<Condition> conditions(Table<?> table) {
    var conditions = new ArrayList<Condition>();
    filter
        .userId()
        .ifPresent(
            id -> conditions.add(SessionRow.in(table, SESSION.USER_ID).eq(text(id.value()))));
    filter
        .ipAddress()
        .ifPresent(
            address ->
                conditions.add(SessionRow.in(table, SESSION.IP_ADDRESS).eq(text(address.value()))));
    filter
        .policy()
        .ifPresent(
            name -> conditions.add(SessionRow.in(table, SESSION.POLICY).eq(text(name.value()))));
    filter
        .clientId()
        .ifPresent(
            client ->
                conditions.add(SessionRow.in(table, SESSION.CLIENT_ID).eq(text(client.value()))));
    var createdAt = SessionRow.in(table, SESSION.CREATED_AT);
    conditions.addAll(within(createdAt, filter.opened()));
    conditions.addAll(within(SessionRow.in(table, SESSION.LAST_ACTIVITY_AT), filter.active()));
    after.ifPresent(
        position ->
            conditions.add(
                row(createdAt, SessionRow.in(table, SESSION.ID))
                    .lessThan(
                        at(position.createdAt()),
                        bind(position.id().value(), SESSION.ID.getDataType()))));
    return conditions;
  }

  private List<Condition> within(Field<OffsetDateTime> column, SessionFilter.Span span) {
    var conditions = new ArrayList<Condition>();
    span.from().ifPresent(from -> conditions.add(column.ge(at(from))));
    span.before().ifPresent(before -> conditions.add(column.lt(at(before))));
    return conditions;
  }

  private Field<String> text(String value) {
    return bind(value, SQLDataType.CLOB);
  }

  private Field<OffsetDateTime> at(Instant instant) {
    return bind(Columns.utc(instant), SESSION.CREATED_AT.getDataType());
  }

  private Field<Integer> most() {
    return bind(limit, SQLDataType.INTEGER);
  }

  private <T> Field<T> bind(T value, DataType<T> type) {
    values.addValue(value);
    return Sql.param(values.size(), type);
  }
}
