package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.adapters.postgres.tables.Tables.AUDIT;
import static dev.sojourn.adapters.postgres.tables.Tables.ENDED_SESSION;
import static dev.sojourn.adapters.postgres.tables.Tables.SESSION;
import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.sql.Sql;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectUnionStep;
import org.jooq.Table;
import org.jooq.UpdateResultStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * All fixed statements on sessions, rendered once. {@code session} has those that live, {@code
 * ended_session} those that have ended.
 */
public final class SessionStatements {
  private static final Field<Integer> LIMIT = Sql.param(2, SQLDataType.INTEGER);

  /** Whether a change is announced; not a column of the table. */
  private static final Field<Boolean> ANNOUNCED =
      DSL.field(DSL.name("announced"), SQLDataType.BOOLEAN);

  /** Ids in one message: well below the 8,000 bytes that Postgres takes. */
  private static final int IDS_A_MESSAGE = 200;

  private SessionStatements() {}

  /** Sessions that live by id, a whole batch in one round trip. $1: ids. */
  public static final String BY_IDS = Sql.render(byIds(SESSION, SessionRow.READ));

  /** The same of sessions that have ended. */
  public static final String ENDED_BY_IDS = Sql.render(byIds(ENDED_SESSION, SessionRow.READ_ENDED));

  /**
   * Writes a whole batch, each row only if it is still of the version that was read. $1: ids, $2:
   * versions, then {@link SessionRow#ROTATING}.
   */
  public static final String ROTATE = Sql.render(guardedUpdate(List.of(), SessionRow.ROTATING));

  /**
   * The same for any change, announced with the commit where tokens are void by it. $1: ids, $2:
   * versions, $3: whether to announce, then {@link SessionRow#CHANGING} and {@link AuditTable#add}.
   */
  public static final String UPDATE =
      announced(
          "written as (" + Sql.render(guardedUpdate(List.of(ANNOUNCED), SessionRow.CHANGING)) + ")",
          3 + SessionRow.CHANGING.size());

  /**
   * Moves a whole batch to the sessions that have ended, each row only if it is still of the
   * version that was read, and announces it with the commit. $1: ids, $2: versions, then {@link
   * SessionRow#ENDING}, {@link SessionRow#ROTATING} and {@link AuditTable#add}.
   */
  public static final String END = end(SessionRow.ROTATING);

  /** The same where more has changed; {@link SessionRow#CHANGING} instead. */
  public static final String UPDATE_AND_END = end(SessionRow.CHANGING);

  /**
   * Adds a whole batch. $1: ids, then {@link SessionRow#FIXED}, {@link SessionRow#CHANGING} and
   * {@link AuditTable#add}.
   */
  public static final String INSERT = insert(SESSION, List.of());

  /** Adds sessions that have ended already; {@link SessionRow#ENDING} before the trail. */
  public static final String INSERT_ENDED = insert(ENDED_SESSION, SessionRow.ENDING);

  /**
   * Writes activity, which never moves back and never crosses a changed secret. $1: ids, $2:
   * secrets, $3: generations, $4: times.
   */
  public static final String TOUCH = touchStatement();

  /** Sessions of a user and policy that have not ended. $1: user, $2: policy. */
  public static final String UNENDED_OF_USER_AND_POLICY =
      Sql.render(
          select(SessionRow.READ)
              .from(SESSION)
              .where(SESSION.USER_ID.eq(Sql.param(1, SQLDataType.CLOB)))
              .and(SESSION.POLICY.eq(Sql.param(2, SQLDataType.CLOB))));

  /** Ids of sessions of a user that have not ended. $1: user. */
  public static final String UNENDED_IDS_OF_USER =
      Sql.render(
          select(SESSION.ID)
              .from(SESSION)
              .where(SESSION.USER_ID.eq(Sql.param(1, SQLDataType.CLOB))));

  /** Sessions of a user, also ended ones, newest activity first. $1: user, $2: limit. */
  public static final String OF_USER =
      Sql.render(
          ofUser(SESSION, SessionRow.READ_OF_ANY)
              .unionAll(ofUser(ENDED_SESSION, SessionRow.READ_ENDED))
              .orderBy(SessionRow.LAST_ACTIVITY_AT_OF_ANY.desc(), SessionRow.ID_OF_ANY.desc())
              .limit(LIMIT));

  /**
   * Ids of users who have sessions, in the order of their bytes. It goes from one user to the next
   * by the index, so that a user with many sessions costs no more than one with few. $1: what the
   * ids begin with, $2: behind which one to begin, $3: how many.
   */
  public static final String USERS = usersStatement();

  private static String usersStatement() {
    return "with recursive "
        + usersOf("live", SESSION)
        + ", "
        + usersOf("ended", ENDED_SESSION)
        + " (select user_id from live where starts_with(user_id, cast($1 as text))"
        + " limit cast($3 as int)) union"
        + " (select user_id from ended where starts_with(user_id, cast($1 as text))"
        + " limit cast($3 as int))"
        + " order by user_id limit cast($3 as int)";
  }

  /** Goes on as long as ids begin as they shall; the last one that is found need not. */
  private static String usersOf(String name, Table<?> table) {
    return name
        + "(user_id) as ((select user_id from "
        + table.getName()
        + " where user_id >= cast($1 as text) and user_id > cast($2 as text)"
        + " order by user_id limit 1) union all select (select next.user_id from "
        + table.getName()
        + " as next where next.user_id > "
        + name
        + ".user_id order by next.user_id limit 1) from "
        + name
        + " where starts_with("
        + name
        + ".user_id, cast($1 as text)))";
  }

  /** Sessions that are due, for this node alone until commit. $1: now. */
  public static String due(int limit) {
    return Sql.render(
        select(SessionRow.READ)
            .from(SESSION)
            .where(SESSION.SWEEP_AT.le(Sql.param(1, SESSION.SWEEP_AT.getDataType())))
            .orderBy(SESSION.SWEEP_AT)
            .limit(DSL.inline(limit))
            .forUpdate()
            .skipLocked());
  }

  /** When a session is due next. */
  public static final String NEXT_DUE = Sql.render(select(min(SESSION.SWEEP_AT)).from(SESSION));

  /** How many sessions have not ended, by policy. */
  static final String COUNT_UNENDED =
      Sql.render(select(SESSION.POLICY, count()).from(SESSION).groupBy(SESSION.POLICY));

  /**
   * How many sessions of a policy have not ended and lie between two horizons. $1: policy, $2, $3:
   * the activity and the authentication that the first one wants, $4: now, $5, $6: those that the
   * second one wants.
   */
  static final String COUNT_BETWEEN =
      Sql.render(
          select(count())
              .from(SESSION)
              .where(SESSION.POLICY.eq(Sql.param(1, SQLDataType.CLOB)))
              .and(SESSION.LAST_ACTIVITY_AT.gt(at(2)))
              .and(SESSION.AUTHENTICATED_AT.gt(at(3)))
              .and(SESSION.EXPIRES_AT.gt(at(4)))
              .and(SESSION.LAST_ACTIVITY_AT.le(at(5)).or(SESSION.AUTHENTICATED_AT.le(at(6)))));

  private static Field<OffsetDateTime> at(int number) {
    return Sql.param(number, SESSION.CREATED_AT.getDataType());
  }

  private static Select<Record> byIds(Table<?> table, List<Field<?>> columns) {
    return select(columns)
        .from(table)
        .where(SessionRow.in(table, SESSION.ID).eq(any(Sql.param(1, Sql.arrayOf(SESSION.ID)))));
  }

  private static SelectUnionStep<Record> ofUser(Table<?> table, List<Field<?>> columns) {
    return select(columns)
        .from(table)
        .where(SessionRow.in(table, SESSION.USER_ID).eq(Sql.param(1, SQLDataType.CLOB)))
        .orderBy(
            SessionRow.in(table, SESSION.LAST_ACTIVITY_AT).desc(),
            SessionRow.in(table, SESSION.ID).desc())
        .limit(LIMIT);
  }

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

  private static String end(List<Field<?>> changing) {
    var given = new ArrayList<Field<?>>(List.of(SESSION.ID, SESSION.VERSION));
    given.addAll(SessionRow.ENDING);
    given.addAll(changing);
    var input = Sql.rows("input", given.toArray(Field[]::new));
    var columns = new LinkedHashMap<Field<?>, Field<?>>();
    columns.put(ENDED_SESSION.ID, SESSION.ID);
    columns.put(ENDED_SESSION.VERSION, SESSION.VERSION.plus(DSL.inline(1L)));
    Stream.of(SessionRow.FIXED, SessionRow.CHANGING)
        .flatMap(List::stream)
        .forEach(
            column ->
                columns.put(
                    SessionRow.in(ENDED_SESSION, column),
                    changing.contains(column) ? input.get(column) : column));
    SessionRow.ENDING.forEach(column -> columns.put(column, input.get(column)));
    var gone =
        deleteFrom(SESSION)
            .using(input.table())
            .where(SESSION.ID.eq(input.get(SESSION.ID)))
            .and(SESSION.VERSION.eq(input.get(SESSION.VERSION)))
            .returning(columns.values());
    return announced(
        "gone as (%s), written as (insert into %s (%s) select * from gone returning id, true as announced)"
            .formatted(
                Sql.render(gone),
                ENDED_SESSION.getName(),
                columns.keySet().stream().map(Field::getName).collect(joining(", "))),
        given.size());
  }

  private static String recording(int parameters) {
    return AuditTable.recording(parameters + 1, AUDIT.SESSION_ID, "select id from written");
  }

  /**
   * Tells all nodes, with the commit and many ids a message, which rows were written that void
   * tokens; and the audit trail what was done.
   *
   * @param written defines {@code written} with columns {@code id} and {@code announced}
   * @param parameters how many it has; those of {@link AuditTable#add} follow
   */
  private static String announced(String written, int parameters) {
    return """
    with %s,
    %s,
    message as (
      select %s || '%s' || string_agg(cast(id as text), ',') as ended
      from (select id, row_number() over () / %d as n from written where announced) as told
      group by n)
    select id, (select count(cast(pg_notify('%s', ended) as text)) from message) from written\
    """
        .formatted(
            written,
            recording(parameters),
            RevocationListener.MICROS,
            RevocationListener.AFTER_MICROS,
            IDS_A_MESSAGE,
            RevocationListener.CHANNEL);
  }

  private static String insert(Table<?> table, List<Field<?>> more) {
    var columns =
        Stream.of(List.of(SESSION.ID), SessionRow.FIXED, SessionRow.CHANGING, more)
            .<Field<?>>flatMap(List::stream)
            .toList();
    var input = Sql.rows("input", columns.toArray(Field[]::new));
    var values = new LinkedHashMap<Field<?>, Field<?>>();
    columns.forEach(column -> values.put(SessionRow.in(table, column), input.get(column)));
    values.put(SessionRow.in(table, SESSION.VERSION), DSL.inline(1L));
    var written =
        insertInto(table)
            .columns(values.keySet())
            .select(select(values.values()).from(input.table()))
            .onConflictDoNothing()
            .returning(SessionRow.in(table, SESSION.ID));
    return "with written as (%s), %s select id from written"
        .formatted(Sql.render(written), recording(columns.size()));
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
            .and(SESSION.LAST_ACTIVITY_AT.lt(at).or(isNews))
            .returning(SESSION.ID, SESSION.VERSION));
  }
}
