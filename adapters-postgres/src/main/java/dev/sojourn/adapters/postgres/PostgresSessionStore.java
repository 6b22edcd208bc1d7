package dev.sojourn.adapters.postgres;

import static dev.sojourn.adapters.postgres.tables.Tables.SESSION;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.UpdateLine.Change;
import dev.sojourn.adapters.postgres.UpdateLine.Versioned;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Sessions in Postgres. Updates, look-ups and activity each have a line of batches; what concerns
 * many sessions at once is a statement or a transaction of its own.
 */
final class PostgresSessionStore implements SessionStore, UpdateLine.Rows<SessionId, Session> {
  /** More than this in one batch makes it slower, not faster. */
  private static final int MOST_READS = 1000;

  private final Loop loop;
  private final Database database;
  private final SessionTable table;
  private final TouchWriter touches;
  private final UpdateLine<SessionId, Session> updates;
  private final GroupCommit<Lookup> lookups;
  private final SessionCache cache;

  PostgresSessionStore(
      Vertx vertx, Loop loop, Database database, SessionCache cache, BatchMeter meter) {
    this.cache = cache;
    this.loop = loop;
    this.database = database;
    this.table = new SessionTable(database, meter);
    this.touches = new TouchWriter(vertx, this::writeTouches);
    this.updates = new UpdateLine<>(this, touches::upToDate);
    this.lookups = new GroupCommit<>(MOST_READS, this::lookUp);
  }

  private record Lookup(SessionId id, Promise<Optional<Session>> answer) {}

  @Override
  public <R> CompletionStage<R> update(SessionId id, Transition<Session, R> transition) {
    return loop.call(() -> updates.submit(id, transition));
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return loop.call(
        () -> {
          var answer = Promise.<Optional<Session>>promise();
          lookups.submit(new Lookup(id, answer));
          return answer.future();
        });
  }

  @Override
  public CompletionStage<Optional<Session>> recall(SessionId id) {
    var recalled = cache.recall(id);
    return recalled.isPresent() ? CompletableFuture.completedFuture(recalled) : find(id);
  }

  private Future<Void> lookUp(List<Lookup> batch) {
    return read(batch.stream().map(Lookup::id).distinct().toList())
        .onSuccess(
            found ->
                batch.forEach(
                    lookup ->
                        lookup
                            .answer()
                            .complete(
                                Optional.ofNullable(found.get(lookup.id())).map(this::upToDate))))
        .onFailure(failure -> batch.forEach(lookup -> lookup.answer().fail(failure)))
        .mapEmpty();
  }

  @Override
  public Map<SessionId, Versioned<Session>> remembered(List<SessionId> ids) {
    return cache.remembered(ids);
  }

  @Override
  public Future<Map<SessionId, Versioned<Session>>> read(List<SessionId> ids) {
    var passage = cache.begin();
    return table
        .read(ids)
        .onSuccess(
            found ->
                found
                    .values()
                    .forEach(
                        read -> passage.bring(new Versioned<>(upToDate(read), read.version()))))
        .onComplete(_ -> passage.end());
  }

  @Override
  public Future<Set<SessionId>> write(Map<SessionId, Change<Session>> changes) {
    return remember(changes.values(), table.write(changes.values()));
  }

  /** What was written is known here at once, and what ended or was not written is forgotten. */
  private Future<Set<SessionId>> remember(
      Collection<Change<Session>> changes, Future<Set<SessionId>> writing) {
    var passage = cache.begin();
    return writing
        .onSuccess(
            written -> {
              for (var change : changes) {
                if (!written.contains(change.after().id()) || SessionRow.voidsTokens(change)) {
                  cache.forget(List.of(change.after().id()));
                } else {
                  passage.bring(new Versioned<>(change.after(), change.version() + 1));
                }
              }
            })
        .onFailure(
            // Perhaps it was written, and the answer was lost.
            _ -> cache.forget(changes.stream().map(change -> change.after().id()).toList()))
        .onComplete(_ -> passage.end());
  }

  private Future<Void> writeTouches(List<Activity> activities) {
    return table
        .touch(activities)
        .onSuccess(versions -> versions.forEach(cache::touchWritten))
        .mapEmpty();
  }

  @Override
  public void touch(Activity activity) {
    cache.touched(activity);
    loop.run(() -> touches.touch(activity));
  }

  @Override
  public <R> CompletionStage<R> updateAll(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    return loop.call(() -> updateAllInTurn(userId, policy, decide));
  }

  /** Somebody wrote one of the sessions between reading and writing: all is to be done again. */
  private static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overtaken() {
      super("overtaken by another write", null, false, false);
    }
  }

  private <R> Future<R> updateAllInTurn(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    return database
        .inTransaction(
            connection ->
                Database.run(
                        connection,
                        SessionStatements.LOCK_USER,
                        Tuple.of(policy.value() + " " + userId.value()))
                    .compose(
                        _ ->
                            Database.run(
                                connection,
                                SessionStatements.UNENDED_OF_USER_AND_POLICY,
                                Tuple.of(userId.value(), policy.value())))
                    .compose(rows -> decideAll(connection, rows, decide)))
        .recover(
            failure ->
                failure instanceof Overtaken
                    ? updateAllInTurn(userId, policy, decide)
                    : Future.failedFuture(failure));
  }

  private <R> Future<R> decideAll(
      SqlConnection connection,
      RowSet<Row> rows,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    var read = Database.list(rows, SessionRow::read);
    var before = read.stream().collect(Collectors.toMap(each -> each.value().id(), each -> each));
    return switch (decide.apply(read.stream().map(this::upToDate).toList())) {
      case Decision.Unchanged<List<Session>, R>(var result) -> Future.succeededFuture(result);
      case Decision.Store<List<Session>, R>(var sessions, var result) -> {
        var changes =
            sessions.stream().map(s -> change(Optional.ofNullable(before.get(s.id())), s)).toList();
        yield remember(changes, table.write(connection, changes))
            .compose(
                written ->
                    written.size() == changes.size()
                        ? Future.succeededFuture(result)
                        : Future.failedFuture(new Overtaken()));
      }
    };
  }

  private static Change<Session> change(Optional<Versioned<Session>> before, Session after) {
    return before
        .map(read -> new Change<>(Optional.of(read.value()), after, read.version()))
        .orElseGet(() -> Change.adding(after));
  }

  @Override
  public CompletionStage<List<Session>> ofUser(UserId userId, int limit) {
    return loop.call(
        () ->
            database
                .run(SessionStatements.OF_USER, Tuple.of(userId.value(), limit))
                .map(rows -> newestFirst(sessions(rows))));
  }

  /** Again, because activity that is not written yet was added to what was read. */
  private static List<Session> newestFirst(List<Session> sessions) {
    return sessions.stream()
        .sorted(
            Comparator.comparing((Session session) -> session.times().lastActivityAt())
                .thenComparing(Session::id)
                .reversed())
        .toList();
  }

  @Override
  public CompletionStage<List<SessionId>> unendedOfUser(UserId userId) {
    return loop.call(
        () ->
            database
                .run(SessionStatements.UNENDED_IDS_OF_USER, Tuple.of(userId.value()))
                .map(rows -> Database.list(rows, row -> new SessionId(row.getUUID(0)))));
  }

  @Override
  public CompletionStage<List<Session>> search(
      SessionFilter filter, Optional<Position> after, int limit) {
    var search = new Search();
    filter.userId().ifPresent(id -> search.where(SESSION.USER_ID.eq(search.text(id.value()))));
    filter
        .ipAddress()
        .ifPresent(address -> search.where(SESSION.IP_ADDRESS.eq(search.text(address.value()))));
    filter.policy().ifPresent(name -> search.where(SESSION.POLICY.eq(search.text(name.value()))));
    if (filter.unended()) {
      search.where(SESSION.ENDED_AT.isNull());
    }
    filter
        .overBy()
        .ifPresent(
            by ->
                search.where(SESSION.ENDED_AT.isNotNull().or(SESSION.SWEEP_AT.le(search.at(by)))));
    search.within(SESSION.CREATED_AT, filter.opened());
    search.within(SESSION.LAST_ACTIVITY_AT, filter.active());
    after.ifPresent(
        position ->
            search.where(
                row(SESSION.CREATED_AT, SESSION.ID)
                    .lessThan(
                        search.at(position.createdAt()),
                        search.bind(position.id().value(), SESSION.ID.getDataType()))));
    var limitField = search.bind(limit, SQLDataType.INTEGER);
    var statement =
        Sql.render(
            select(SessionRow.READ)
                .from(SESSION)
                .where(search.conditions)
                .orderBy(SESSION.CREATED_AT.desc(), SESSION.ID.desc())
                .limit(limitField));
    return loop.call(() -> database.run(statement, search.values).map(this::sessions));
  }

  /** The conditions of a search, with the values that they compare with. */
  private static final class Search {
    private final List<Condition> conditions = new ArrayList<>(List.of(DSL.noCondition()));
    private final Tuple values = Tuple.tuple();

    void where(Condition condition) {
      conditions.add(condition);
    }

    void within(Field<OffsetDateTime> column, SessionFilter.Span span) {
      span.from().ifPresent(from -> where(column.ge(at(from))));
      span.before().ifPresent(before -> where(column.lt(at(before))));
    }

    Field<String> text(String value) {
      return bind(value, SQLDataType.CLOB);
    }

    Field<OffsetDateTime> at(Instant instant) {
      return bind(SessionRow.utc(instant), SESSION.CREATED_AT.getDataType());
    }

    <T> Field<T> bind(T value, DataType<T> type) {
      values.addValue(value);
      return Sql.param(values.size(), type);
    }
  }

  @Override
  public CompletionStage<List<Session>> sweep(Instant now, int limit, UnaryOperator<Session> look) {
    return loop.call(
        () ->
            database.inTransaction(
                connection ->
                    Database.run(
                            connection, SessionStatements.DUE, Tuple.of(SessionRow.utc(now), limit))
                        .compose(rows -> look(connection, rows, look))));
  }

  private Future<List<Session>> look(
      SqlConnection connection, RowSet<Row> rows, UnaryOperator<Session> look) {
    var looked =
        Database.list(rows, SessionRow::read).stream()
            .map(read -> change(Optional.of(read), look.apply(upToDate(read))))
            .toList();
    var sessions = looked.stream().map(Change::after).toList();
    return looked.isEmpty()
        ? Future.succeededFuture(sessions)
        : remember(looked, table.write(connection, looked)).map(sessions);
  }

  @Override
  public CompletionStage<Optional<Instant>> nextDue() {
    return loop.call(
        () ->
            database
                .run(SessionStatements.NEXT_DUE)
                .map(
                    rows ->
                        Optional.ofNullable(rows.iterator().next().getOffsetDateTime(0))
                            .map(OffsetDateTime::toInstant)));
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
    return loop.call(
        () ->
            database
                .run(SessionStatements.PURGE, Tuple.of(SessionRow.utc(endedUntil), limit))
                .map(RowSet::rowCount));
  }

  @Override
  public CompletionStage<Map<PolicyName, Long>> countUnended() {
    return loop.call(
        () ->
            database
                .run(SessionStatements.COUNT_UNENDED)
                .map(
                    rows -> {
                      var counts = new HashMap<PolicyName, Long>();
                      rows.forEach(
                          row -> counts.put(new PolicyName(row.getString(0)), row.getLong(1)));
                      return counts;
                    }));
  }

  @Override
  public CompletionStage<Void> ping() {
    return loop.call(() -> database.run("select 1").mapEmpty());
  }

  /** Completes when every line is empty. */
  Future<Void> close() {
    return updates.idle().compose(_ -> lookups.idle()).compose(_ -> touches.close());
  }

  private List<Session> sessions(RowSet<Row> rows) {
    return Database.list(rows, row -> upToDate(SessionRow.read(row)));
  }

  private Session upToDate(Versioned<Session> read) {
    return touches.upToDate(read.value().id(), read.value());
  }
}
