package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.adapters.postgres.sql.Columns.bytes;
import static dev.sojourn.adapters.postgres.sql.Columns.instants;
import static dev.sojourn.adapters.postgres.sql.Columns.integers;
import static java.util.stream.Collectors.toList;

import dev.sojourn.adapters.postgres.PostgresMeter;
import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Change;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Written;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Batches of sessions, read and written with one statement each. */
final class SessionTable {
  private final Database database;
  private final RetentionSlots ring;
  private final AuditTable audit;
  private final PostgresMeter meter;

  SessionTable(Database database, RetentionSlots ring, AuditTable audit, PostgresMeter meter) {
    this.audit = audit;
    this.database = database;
    this.ring = ring;
    this.meter = meter;
  }

  /** What is not among those that live has ended, if it is there at all. */
  Future<Map<SessionId, Versioned<Session>>> read(List<SessionId> ids) {
    return read(SessionStatements.BY_IDS, ids)
        .compose(
            live -> {
              var missing = ids.stream().filter(id -> !live.containsKey(id)).toList();
              return missing.isEmpty()
                  ? Future.succeededFuture(live)
                  : read(SessionStatements.ENDED_BY_IDS, missing)
                      .map(
                          ended -> {
                            live.putAll(ended);
                            return live;
                          });
            });
  }

  private Future<Map<SessionId, Versioned<Session>>> read(String statement, List<SessionId> ids) {
    meter.sent("session_read", ids.size());
    return database
        .read(statement, Tuple.tuple().addArrayOfUUID(SessionRow.ids(ids)))
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

  /** Writes what is still of its version, each kind of change by itself; says which that was. */
  Future<Written<SessionId>> write(Collection<Change<Session>> changes) {
    var parts = new ArrayList<Future<Written<SessionId>>>();
    byKind(changes)
        .forEach(
            (kind, part) ->
                parts.add(
                    write(database::run, kind, part)
                        .map(Written::done)
                        .recover(
                            failure ->
                                Future.succeededFuture(
                                    Written.failed(
                                        part.stream().map(each -> each.after().id()).toList(),
                                        failure)))));
    return Future.join(parts)
        .map(
            all ->
                all.<Written<SessionId>>list().stream()
                    .reduce(Written.done(Set.of()), Written::and));
  }

  /** The same within a transaction, which fails as a whole. */
  Future<Set<SessionId>> write(SqlConnection connection, Collection<Change<Session>> changes) {
    var parts = new ArrayList<Future<Set<SessionId>>>();
    byKind(changes)
        .forEach(
            (kind, part) ->
                parts.add(
                    write(
                        (statement, values) -> Database.run(connection, statement, values),
                        kind,
                        part)));
    return Future.join(parts)
        .map(
            all -> {
              var written = new HashSet<SessionId>();
              all.<Set<SessionId>>list().forEach(written::addAll);
              return written;
            });
  }

  /** In the order of ids, so that nodes which write the same rows wait for each other in turn. */
  private static Map<Kind, List<Change<Session>>> byKind(Collection<Change<Session>> changes) {
    return changes.stream()
        .sorted((one, other) -> one.after().id().compareTo(other.after().id()))
        .collect(Collectors.groupingBy(Kind::of, () -> new EnumMap<>(Kind.class), toList()));
  }

  /** What happens to a row; each kind has a statement, and the frequent ones small ones. */
  private enum Kind {
    OPENED("session_insert", SessionStatements.INSERT),
    OPENED_AND_ENDED("session_insert_ended", SessionStatements.INSERT_ENDED),
    ROTATED("session_rotate", SessionStatements.ROTATE),
    CHANGED("session_update", SessionStatements.UPDATE),
    ENDED("session_end", SessionStatements.END),
    CHANGED_AND_ENDED("session_update_and_end", SessionStatements.UPDATE_AND_END);

    final String line;
    final String statement;

    Kind(String line, String statement) {
      this.line = line;
      this.statement = statement;
    }

    static Kind of(Change<Session> change) {
      var after = change.after();
      var ends = after.end().isPresent();
      if (change.adds()) {
        return ends ? OPENED_AND_ENDED : OPENED;
      }
      var before = change.before().orElseThrow();
      if (before.end().isPresent()) {
        throw new IllegalArgumentException("a session that has ended does not change");
      }
      if (SessionRow.isRotation(before, after)) {
        return ends ? ENDED : ROTATED; // which nobody answers for
      }
      return ends ? CHANGED_AND_ENDED : CHANGED;
    }
  }

  private Future<Set<SessionId>> write(
      BiFunction<String, Tuple, Future<RowSet<Row>>> run, Kind kind, List<Change<Session>> part) {
    var sessions = part.stream().map(Change::after).toList();
    var values =
        Tuple.tuple().addArrayOfUUID(SessionRow.ids(sessions.stream().map(Session::id).toList()));
    switch (kind) {
      case OPENED -> {
        SessionRow.addFixed(values, sessions);
        SessionRow.addChanging(values, sessions);
      }
      case OPENED_AND_ENDED -> {
        SessionRow.addFixed(values, sessions);
        SessionRow.addChanging(values, sessions);
        SessionRow.addEnding(values, sessions, ring);
      }
      case ROTATED -> {
        values.addArrayOfLong(versions(part));
        SessionRow.addRotating(values, sessions);
      }
      case CHANGED -> {
        values.addArrayOfLong(versions(part));
        values.addArrayOfBoolean(
            part.stream().map(SessionRow::voidsTokens).toArray(Boolean[]::new));
        SessionRow.addChanging(values, sessions);
      }
      case ENDED -> {
        values.addArrayOfLong(versions(part));
        SessionRow.addEnding(values, sessions, ring);
        SessionRow.addRotating(values, sessions);
      }
      case CHANGED_AND_ENDED -> {
        values.addArrayOfLong(versions(part));
        SessionRow.addEnding(values, sessions, ring);
        SessionRow.addChanging(values, sessions);
      }
    }
    if (kind != Kind.ROTATED) {
      audit.add(values, part.stream().flatMap(change -> change.trail().stream()).toList());
    }
    meter.sent(kind.line, part.size());
    return run.apply(kind.statement, values).map(SessionTable::ids);
  }

  private static @Nullable Long[] versions(List<Change<Session>> changes) {
    return Columns.longs(changes, Change::version);
  }

  /**
   * Not durable when it completes, but within a second: what a crash loses is told again by the
   * next request of the session.
   *
   * @return the versions that the rows have now; a row that had nothing to learn is not among them
   */
  Future<Map<SessionId, Long>> touch(List<Activity> activities) {
    meter.sent("session_touch", activities.size());
    var values =
        Tuple.tuple()
            .addArrayOfUUID(SessionRow.ids(activities.stream().map(Activity::sessionId).toList()))
            .addArrayOfBuffer(bytes(activities, activity -> activity.secret().bytes()))
            .addArrayOfInteger(integers(activities, activity -> activity.seen().value()))
            .addArrayOfOffsetDateTime(instants(activities, Activity::at));
    return database.inTransaction(
        connection ->
            Database.notDurable(connection)
                .compose(_ -> Database.run(connection, SessionStatements.TOUCH, values))
                .map(
                    rows -> {
                      var versions = HashMap.<SessionId, Long>newHashMap(rows.size());
                      rows.forEach(
                          row -> versions.put(new SessionId(row.getUUID(0)), row.getLong(1)));
                      return versions;
                    }));
  }

  private static Set<SessionId> ids(RowSet<Row> rows) {
    return new HashSet<>(Database.list(rows, row -> new SessionId(row.getUUID(0))));
  }
}
