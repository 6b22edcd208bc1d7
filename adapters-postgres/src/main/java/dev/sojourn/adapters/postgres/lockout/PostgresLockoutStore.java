package dev.sojourn.adapters.postgres.lockout;

import static dev.sojourn.adapters.postgres.tables.Tables.AUDIT;
import static dev.sojourn.adapters.postgres.tables.Tables.LOCKOUT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.PostgresMeter;
import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.adapters.postgres.update.BatchedUpdates;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Change;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Written;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What is remembered of logins, in Postgres: one row a subject, updated in batches. */
public final class PostgresLockoutStore
    implements LockoutStore, BatchedUpdates.Rows<Subject, Lockout> {
  private static final List<Field<?>> READ =
      List.of(
          LOCKOUT.VERSION,
          LOCKOUT.SUBJECT,
          LOCKOUT.KNOWN_ADDRESSES,
          LOCKOUT.FAILURES,
          LOCKOUT.KEPT_UNTIL);

  /** $1: subjects. */
  public static final String BY_SUBJECTS =
      Sql.render(
          select(READ)
              .from(LOCKOUT)
              .where(LOCKOUT.SUBJECT.eq(any(Sql.param(1, Sql.arrayOf(LOCKOUT.SUBJECT))))));

  /** Adds or replaces a whole batch, each row only if it is still of the version that was read. */
  public static final String WRITE = writeStatement();

  /**
   * Rows that were written when a subject could still have characters that nobody sees: no login is
   * counted under such a name any more, and they are purged in time.
   */
  private static final Condition UNREACHABLE =
      DSL.condition(
          "{0} ~ '[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F"
              + "\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFF8"
              + "\\U0001BCA0-\\U0001BCA3\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]'",
          LOCKOUT.SUBJECT);

  /** $1: now, $2: after which subject, $3: limit. */
  public static final String LOCKED =
      Sql.render(
          select(READ)
              .from(LOCKOUT)
              .where(LOCKOUT.LOCKED_UNTIL.gt(Sql.param(1, LOCKOUT.LOCKED_UNTIL.getDataType())))
              .and(LOCKOUT.SUBJECT.gt(Sql.param(2, SQLDataType.CLOB)))
              .andNot(UNREACHABLE)
              .orderBy(LOCKOUT.SUBJECT)
              .limit(Sql.param(3, SQLDataType.INTEGER)));

  /** $1: now. */
  public static String purge(int limit) {
    return Sql.deleteOldest(LOCKOUT, LOCKOUT.SUBJECT, LOCKOUT.KEPT_UNTIL, limit);
  }

  private final StoreEventLoop loop;
  private final Database database;
  private final AuditTable audit;
  private final PostgresMeter meter;
  private final BatchedUpdates<Subject, Lockout> updates;

  public PostgresLockoutStore(
      StoreEventLoop loop, Database database, AuditTable audit, PostgresMeter meter) {
    this.audit = audit;
    this.loop = loop;
    this.database = database;
    this.meter = meter;
    this.updates =
        new BatchedUpdates<>(
            this, (_, stored) -> stored, AuditTrail::ofLockout, loop.line("lockout_update"));
  }

  @Override
  public <R> CompletionStage<R> update(Subject subject, Transition<Lockout, R> transition) {
    return loop.call(() -> updates.submit(subject, transition));
  }

  @Override
  public CompletionStage<Optional<Lockout>> find(Subject subject) {
    return loop.call(
        () ->
            read(List.of(subject))
                .map(found -> Optional.ofNullable(found.get(subject)).map(Versioned::value)));
  }

  @Override
  public CompletionStage<List<Lockout>> locked(Instant now, Optional<Subject> after, int limit) {
    return loop.call(
        () ->
            database
                .read(
                    LOCKED, Tuple.of(Columns.utc(now), after.map(Subject::value).orElse(""), limit))
                .map(rows -> Database.list(rows, row -> LockoutRow.read(row).value())));
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return loop.call(
        () -> database.run(purge(limit), Tuple.of(Columns.utc(now))).map(RowSet::rowCount));
  }

  @Override
  public Future<Map<Subject, Versioned<Lockout>>> read(List<Subject> subjects) {
    meter.sent("lockout_read", subjects.size());
    var names = Columns.texts(subjects, Subject::value);
    return database
        .read(BY_SUBJECTS, Tuple.tuple().addArrayOfString(names))
        .map(
            rows -> {
              var found = HashMap.<Subject, Versioned<Lockout>>newHashMap(rows.size());
              for (var row : rows) {
                var lockout = LockoutRow.read(row);
                found.put(lockout.value().subject(), lockout);
              }
              return found;
            });
  }

  @Override
  public Future<Written<Subject>> write(Map<Subject, Change<Lockout>> changes) {
    meter.sent("lockout_write", changes.size());
    var ordered =
        changes.values().stream()
            .sorted(Comparator.comparing(change -> change.after().subject().value()))
            .toList();
    var lockouts = ordered.stream().map(Change::after).toList();
    var values =
        Tuple.tuple()
            .addArrayOfString(Columns.texts(lockouts, lockout -> lockout.subject().value()))
            .addArrayOfString(Columns.texts(lockouts, LockoutRow::knownAddresses))
            .addArrayOfString(Columns.texts(lockouts, LockoutRow::failures))
            .addArrayOfOffsetDateTime(Columns.instants(lockouts, Lockout::keptUntil))
            .addArrayOfOffsetDateTime(
                Columns.instants(lockouts, lockout -> lockout.lockedUntil().orElse(null)))
            .addArrayOfLong(Columns.longs(ordered, change -> change.version() + 1));
    audit.add(values, ordered.stream().flatMap(change -> change.trail().stream()).toList());
    return database
        .run(WRITE, values)
        .map(
            rows ->
                Written.done(
                    new HashSet<>(Database.list(rows, row -> new Subject(row.getString(0))))));
  }

  /** See {@link GroupCommit#refuseLate}. */
  public void refuseLate() {
    updates.refuseLate();
  }

  /** Completes when nothing is under way. */
  public Future<Void> close() {
    return updates.idle();
  }

  private static String writeStatement() {
    var columns =
        List.<Field<?>>of(
            LOCKOUT.SUBJECT,
            LOCKOUT.KNOWN_ADDRESSES,
            LOCKOUT.FAILURES,
            LOCKOUT.KEPT_UNTIL,
            LOCKOUT.LOCKED_UNTIL,
            LOCKOUT.VERSION);
    var input = Sql.rows("input", columns.toArray(Field[]::new));
    var written = LOCKOUT.as("excluded");
    // A row that was absent is written as version 1: it must still be absent, and no row is of 0.
    var write =
        insertInto(LOCKOUT)
            .columns(columns)
            .select(select(columns.stream().map(input::get).toList()).from(input.table()))
            .onConflict(LOCKOUT.SUBJECT)
            .doUpdate()
            .set(LOCKOUT.KNOWN_ADDRESSES, written.KNOWN_ADDRESSES)
            .set(LOCKOUT.FAILURES, written.FAILURES)
            .set(LOCKOUT.KEPT_UNTIL, written.KEPT_UNTIL)
            .set(LOCKOUT.LOCKED_UNTIL, written.LOCKED_UNTIL)
            .set(LOCKOUT.VERSION, written.VERSION)
            .where(LOCKOUT.VERSION.eq(written.VERSION.minus(inline(1L))))
            .returning(LOCKOUT.SUBJECT);
    return "with written as (%s), %s select subject from written"
        .formatted(
            Sql.render(write),
            AuditTable.recording(columns.size() + 1, AUDIT.SUBJECT, "select subject from written"));
  }
}
