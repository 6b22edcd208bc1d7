package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.UpdateLine.Versioned;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Batches of sessions, read and written with one statement each. */
final class SessionTable implements UpdateLine.Rows<SessionId, Session> {
  private final Database database;
  private final BatchMeter meter;

  SessionTable(Database database, BatchMeter meter) {
    this.database = database;
    this.meter = meter;
  }

  @Override
  public Future<Map<SessionId, Versioned<Session>>> read(List<SessionId> ids) {
    meter.sent("session_read", ids.size());
    return database
        .run(SessionStatements.BY_IDS, Tuple.tuple().addArrayOfUUID(SessionRow.ids(ids)))
        .map(
            rows -> {
              var found = HashMap.<SessionId, Versioned<Session>>newHashMap(rows.size());
              for (var row : rows) {
                var session = SessionRow.read(row);
                found.put(session.value().id(), session);
              }
              return found;
            });
  }

  @Override
  public Future<Set<SessionId>> write(Map<SessionId, Versioned<Session>> changes) {
    return write(database::run, changes.values());
  }

  /** The same within a transaction. */
  Future<Set<SessionId>> write(SqlConnection connection, Collection<Versioned<Session>> changes) {
    return write((statement, values) -> Database.run(connection, statement, values), changes);
  }

  private Future<Set<SessionId>> write(
      BiFunction<String, Tuple, Future<RowSet<Row>>> run, Collection<Versioned<Session>> changes) {
    // In the order of ids, so that nodes which write the same rows wait for each other in turn.
    var ordered =
        changes.stream()
            .sorted((one, other) -> one.value().id().compareTo(other.value().id()))
            .toList();
    var updated = ordered.stream().filter(c -> c.version() != Versioned.ABSENT).toList();
    var opened = ordered.stream().filter(c -> c.version() == Versioned.ABSENT).toList();
    if (opened.isEmpty()) {
      return update(run, updated);
    }
    if (updated.isEmpty()) {
      return insert(run, opened);
    }
    return Future.join(update(run, updated), insert(run, opened))
        .map(
            both -> {
              var written = new HashSet<SessionId>(both.<Set<SessionId>>resultAt(0));
              written.addAll(both.<Set<SessionId>>resultAt(1));
              return written;
            });
  }

  private Future<Set<SessionId>> update(
      BiFunction<String, Tuple, Future<RowSet<Row>>> run, List<Versioned<Session>> changes) {
    meter.sent("session_update", changes.size());
    var sessions = changes.stream().map(Versioned::value).toList();
    var values =
        Tuple.tuple()
            .addArrayOfUUID(SessionRow.ids(sessions.stream().map(Session::id).toList()))
            .addArrayOfLong(changes.stream().map(Versioned::version).toArray(Long[]::new));
    SessionRow.addChanging(values, sessions);
    return run.apply(SessionStatements.UPDATE, values).map(SessionTable::ids);
  }

  private Future<Set<SessionId>> insert(
      BiFunction<String, Tuple, Future<RowSet<Row>>> run, List<Versioned<Session>> changes) {
    meter.sent("session_insert", changes.size());
    var sessions = changes.stream().map(Versioned::value).toList();
    var values =
        Tuple.tuple().addArrayOfUUID(SessionRow.ids(sessions.stream().map(Session::id).toList()));
    SessionRow.addFixed(values, sessions);
    SessionRow.addChanging(values, sessions);
    return run.apply(SessionStatements.INSERT, values).map(SessionTable::ids);
  }

  /**
   * Not durable when it completes, but within a second: what a crash loses is told again by the
   * next request of the session.
   */
  Future<Void> touch(List<Activity> activities) {
    meter.sent("session_touch", activities.size());
    var values =
        Tuple.tuple()
            .addArrayOfUUID(SessionRow.ids(activities.stream().map(Activity::sessionId).toList()))
            .addArrayOfBuffer(
                activities.stream()
                    .map(activity -> Buffer.buffer(activity.secret().bytes()))
                    .toArray(Buffer[]::new))
            .addArrayOfInteger(
                activities.stream()
                    .map(Activity::seen)
                    .map(Generation::value)
                    .toArray(Integer[]::new))
            .addArrayOfOffsetDateTime(
                activities.stream()
                    .map(activity -> SessionRow.utc(activity.at()))
                    .toArray(OffsetDateTime[]::new));
    return database.inTransaction(
        connection ->
            connection
                .query("set local synchronous_commit = off")
                .execute()
                .compose(_ -> Database.run(connection, SessionStatements.TOUCH, values))
                .mapEmpty());
  }

  private static Set<SessionId> ids(RowSet<Row> rows) {
    return new HashSet<>(Database.list(rows, row -> new SessionId(row.getUUID(0))));
  }
}
