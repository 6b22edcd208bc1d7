package dev.sojourn.adapters.postgres;

import static dev.sojourn.adapters.postgres.tables.Tables.SESSION;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jooq.Field;
import org.jooq.UpdateResultStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** All fixed statements on sessions, rendered once. */
final class SessionStatements {
  private static final Field<Integer> LIMIT = Sql.param(2, SQLDataType.INTEGER);

  /** Whether a change is announced; not a column of the table. */
  private static final Field<Boolean> ANNOUNCED =
      DSL.field(DSL.name("announced"), SQLDataType.BOOLEAN);

  /** Ids in one message: well below the 8,000 bytes that Postgres takes. */
  private static final int IDS_A_MESSAGE = 200;

  private SessionStatements() {}

  /** Sessions by id, a whole batch in one round trip. $1: ids. */
  static final String BY_IDS =
      Sql.render(
          select(SessionRow.READ)
              .from(SESSION)
              .where(SESSION.ID.eq(any(Sql.param(1, Sql.array(SESSION.ID))))));

  /**
   * Writes a whole batch, each row only if it is still of the version that was read. $1: ids, $2:
   * versions, then {@link SessionRow#ROTATING}.
   */
  static final String ROTATE = Sql.render(guardedUpdate(List.of(), SessionRow.ROTATING));

  /**
   * The same for any change, announced with the commit where tokens are void by it. $1: ids, $2:
   * versions, $3: whether to announce, then {@link SessionRow#CHANGING}.
   */
  static final String UPDATE = announced(guardedUpdate(List.of(ANNOUNCED), SessionRow.CHANGING));

  /** Adds a whole batch. $1: ids, then {@link SessionRow#FIXED} and {@link SessionRow#CHANGING}. */
  static final String INSERT = insertStatement();

  /**
   * Writes activity, which never moves back and never crosses a changed secret. $1: ids, $2:
   * secrets, $3: generations, $4: times.
   */
  static final String TOUCH = touchStatement();

  /** One call after the other for a user and policy, on all nodes, until commit. $1: what for. */
  static final String LOCK_USER =
      "select pg_advisory_xact_lock(hashtextextended(cast($1 as text), 0))";

  /** Sessions of a user and policy that have not ended. $1: user, $2: policy. */
  static final String UNENDED_OF_USER_AND_POLICY =
      Sql.render(
          select(SessionRow.READ)
              .from(SESSION)
              .where(SESSION.USER_ID.eq(Sql.param(1, SQLDataType.CLOB)))
              .and(SESSION.POLICY.eq(Sql.param(2, SQLDataType.CLOB)))
              .and(SESSION.ENDED_AT.isNull()));

  /** Ids of sessions of a user that have not ended. $1: user. */
  static final String UNENDED_IDS_OF_USER =
      Sql.render(
          select(SESSION.ID)
              .from(SESSION)
              .where(SESSION.USER_ID.eq(Sql.param(1, SQLDataType.CLOB)))
              .and(SESSION.ENDED_AT.isNull()));

  /** Sessions of a user, newest activity first. $1: user, $2: limit. */
  static final String OF_USER =
      Sql.render(
          select(SessionRow.READ)
              .from(SESSION)
              .where(SESSION.USER_ID.eq(Sql.param(1, SQLDataType.CLOB)))
              .orderBy(SESSION.LAST_ACTIVITY_AT.desc(), SESSION.ID.desc())
              .limit(LIMIT));

  /** Sessions that are due, for this node alone until commit. $1: now, $2: limit. */
  static final String DUE =
      Sql.render(
          select(SessionRow.READ)
              .from(SESSION)
              .where(SESSION.ENDED_AT.isNull())
              .and(SESSION.SWEEP_AT.le(Sql.param(1, SESSION.SWEEP_AT.getDataType())))
              .orderBy(SESSION.SWEEP_AT)
              .limit(LIMIT)
              .forUpdate()
              .skipLocked());

  /** When a session is due next. */
  static final String NEXT_DUE =
      Sql.render(select(min(SESSION.SWEEP_AT)).from(SESSION).where(SESSION.ENDED_AT.isNull()));

  /** Forgets sessions that ended long ago. $1: ended until, $2: limit. */
  static final String PURGE =
      Sql.render(
          deleteFrom(SESSION)
              .where(
                  SESSION.ID.in(
                      select(SESSION.ID)
                          .from(SESSION)
                          .where(SESSION.ENDED_AT.le(Sql.param(1, SESSION.ENDED_AT.getDataType())))
                          .orderBy(SESSION.ENDED_AT)
                          .limit(LIMIT)
                          .forUpdate()
                          .skipLocked())));

  /** How many sessions have not ended, by policy. */
  static final String COUNT_UNENDED =
      Sql.render(
          select(SESSION.POLICY, count())
              .from(SESSION)
              .where(SESSION.ENDED_AT.isNull())
              .groupBy(SESSION.POLICY));

  private static UpdateResultStep<?> guardedUpdate(List<Field<?>> told, List<Field<?>> changing) {
    var columns = new ArrayList<Field<?>>(List.of(SESSION.ID, SESSION.VERSION));
    columns.addAll(told);
    columns.addAll(changing);
    var input = Sql.rows("input", columns.toArray(Field[]::new));
    var changes = new LinkedHashMap<Field<?>, Field<?>>();
    changes.put(SESSION.VERSION, SESSION.VERSION.plus(DSL.inline(1L)));
    changing.forEach(column -> changes.put(column, input.get(column)));
    var returned = new ArrayList<Field<?>>(List.of(SESSION.ID));
    told.forEach(column -> returned.add(input.get(column)));
    return update(SESSION)
        .set(changes)
        .from(input.table())
        .where(SESSION.ID.eq(input.get(SESSION.ID)))
        .and(SESSION.VERSION.eq(input.get(SESSION.VERSION)))
        .returning(returned);
  }

  /**
   * Tells all nodes, with the commit and many ids a message, which rows were written that void
   * tokens.
   */
  private static String announced(UpdateResultStep<?> update) {
    return """
        with written as (%s),
        message as (
          select string_agg(cast(id as text), ',') as ids
          from (select id, row_number() over () / %d as n from written where announced) as told
          group by n)
        select id, (select count(cast(pg_notify('%s', ids) as text)) from message) from written"""
        .formatted(Sql.render(update), IDS_A_MESSAGE, EndAnnouncements.CHANNEL);
  }

  private static String insertStatement() {
    var columns = new ArrayList<Field<?>>(List.of(SESSION.ID));
    columns.addAll(SessionRow.FIXED);
    columns.addAll(SessionRow.CHANGING);
    var input = Sql.rows("input", columns.toArray(Field[]::new));
    var values = new ArrayList<Field<?>>(columns.stream().map(input::get).toList());
    columns.add(SESSION.VERSION);
    values.add(DSL.inline(1L));
    return Sql.render(
        insertInto(SESSION)
            .columns(columns)
            .select(select(values).from(input.table()))
            .onConflict(SESSION.ID)
            .doNothing()
            .returning(SESSION.ID));
  }

  private static String touchStatement() {
    var input =
        Sql.rows(
            "input", SESSION.ID, SESSION.SECRET, SESSION.SEEN_GENERATION, SESSION.LAST_ACTIVITY_AT);
    var seen = input.get(SESSION.SEEN_GENERATION);
    var at = input.get(SESSION.LAST_ACTIVITY_AT);
    var isNews =
        SESSION
            .SECRET
            .eq(input.get(SESSION.SECRET))
            .and(seen.le(SESSION.GENERATION))
            .and(seen.gt(SESSION.SEEN_GENERATION));
    return Sql.render(
        update(SESSION)
            .set(SESSION.VERSION, SESSION.VERSION.plus(DSL.inline(1L)))
            .set(SESSION.LAST_ACTIVITY_AT, greatest(SESSION.LAST_ACTIVITY_AT, at))
            .set(SESSION.SEEN_GENERATION, when(isNews, seen).otherwise(SESSION.SEEN_GENERATION))
            .from(input.table())
            .where(SESSION.ID.eq(input.get(SESSION.ID)))
            .and(SESSION.ENDED_AT.isNull())
            .and(SESSION.LAST_ACTIVITY_AT.lt(at).or(isNews))
            .returning(SESSION.ID, SESSION.VERSION));
  }
}
