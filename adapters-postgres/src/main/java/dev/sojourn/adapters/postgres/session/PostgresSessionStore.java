package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.adapters.postgres.tables.Tables.ENDED_SESSION;

import dev.sojourn.adapters.postgres.PostgresMeter;
import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.cutoff.PostgresCutOffStore;
import dev.sojourn.adapters.postgres.retention.RetentionPurge;
import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.retention.RetentionTable;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.update.BatchedUpdates;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Change;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Written;
import dev.sojourn.adapters.postgres.update.LockedUpdate;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Horizon;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sessions in Postgres. Updates, look-ups and activity each have a line of batches; what concerns
 * many sessions at once is a statement or a transaction of its own.
 */
public final class PostgresSessionStore
    implements SessionStore, BatchedUpdates.Rows<SessionId, Session> {
  /** More than this in one batch makes it slower, not faster. */
  private static final int MOST_READS = 1000;

  /** Before all sessions. */
  private static final Instant ALWAYS = Instant.EPOCH.minus(Duration.ofDays(365_000));

  public static final RetentionTable<UUID> ENDED =
      new RetentionTable<>(
          ENDED_SESSION, ENDED_SESSION.SLOT, ENDED_SESSION.ID, ENDED_SESSION.ENDED_AT);

  private final StoreEventLoop loop;
  private final Database database;
  private final SessionTable table;
  private final LockedUpdate lockedUpdates;
  private final TouchWriter touches;
  private final BatchedUpdates<SessionId, Session> updates;
  private final GroupCommit<Lookup> lookups;
  private final SessionCache cache;
  private final PostgresCutOffStore cutOffs;
  private final RetentionPurge<UUID> purge;

  public PostgresSessionStore(
      Vertx vertx,
      StoreEventLoop loop,
      Database database,
      SessionCache cache,
      PostgresCutOffStore cutOffs,
      RetentionSlots ring,
      AuditTable audit,
      LockedUpdate lockedUpdates,
      PostgresMeter meter) {
    this.lockedUpdates = lockedUpdates;
    this.cache = cache;
    this.cutOffs = cutOffs;
    this.loop = loop;
    this.database = database;
    this.table = new SessionTable(database, ring, audit, meter);
    this.purge = new RetentionPurge<>(database, ENDED);
    this.touches = new TouchWriter(vertx, this::writeTouches);
    this.updates =
        new BatchedUpdates<>(
            this, touches::upToDate, AuditTrail::ofSession, loop.line("session_update"));
    this.lookups =
        new GroupCommit<>(
            MOST_READS,
            this::lookUp,
            (lookup, why) -> lookup.answer().fail(why),
            loop.line("session_find"));
  }

  /** Nothing is read first: a new id is taken to be free, and the writing finds out. */
  @Override
  public CompletionStage<Boolean> open(Session session, Cause cause) {
    return loop.call(
        () ->
            updates.submitNew(
                session.id(),
                stored ->
                    stored.isPresent()
                        ? Decision.unchanged(false)
                        : Decision.store(session, true, cause)));
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
  public Optional<Session> recall(SessionId id) {
    return cache.recall(id);
  }

  @Override
  public Optional<Duration> awayFor() {
    return database.isAway() && !cache.isTrusted()
        ? Optional.of(cache.unheardFor())
        : Optional.empty();
  }

  @Override
  public Optional<Session> remembered(SessionId id) {
    return cache.unconfirmed(id);
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
    // The guard of the version says nothing of cut-offs, which a node that does not hear must read.
    return cache.isTrusted() ? cache.remembered(ids) : Map.of();
  }

  @Override
  public Future<Map<SessionId, Versioned<Session>>> read(List<SessionId> ids) {
    var passage = cache.begin();
    return cutOffs
        .upToDate()
        .compose(_ -> table.read(ids))
        .onSuccess(
            found ->
                found
                    .values()
                    .forEach(
                        read -> passage.bring(new Versioned<>(upToDate(read), read.version()))))
        .onComplete(_ -> passage.end());
  }

  @Override
  public Future<Written<SessionId>> write(Map<SessionId, Change<Session>> changes) {
    return remember(changes.values(), table.write(changes.values()), Written::done);
  }

  /** What was written is known here at once, and what ended or was not written is forgotten. */
  private <W> Future<W> remember(
      Collection<Change<Session>> changes,
      Future<W> writing,
      Function<W, Set<SessionId>> whichWereWritten) {
    var passage = cache.begin();
    return writing
        .onSuccess(
            outcome -> {
              var written = whichWereWritten.apply(outcome);
              for (var change : changes) {
                if (!written.contains(change.after().id()) || SessionRow.voidsTokens(change)) {
                  cache.forget(List.of(change.after().id()));
                } else {
                  passage.bring(new Versioned<>(remembered(change), change.version() + 1));
                }
              }
            })
        .onFailure(
            // Perhaps it was written, and the answer was lost.
            _ -> cache.forget(changes.stream().map(change -> change.after().id()).toList()))
        .onComplete(_ -> passage.end());
  }

  /** A refresh keeps what was compact before it. */
  private static Session remembered(Change<Session> change) {
    return change
            .before()
            .filter(before -> SessionRow.isRotation(before, change.after()))
            .isPresent()
        ? change.after()
        : SessionRow.compact(change.after());
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
    return lockedUpdates
        .<List<Versioned<Session>>, List<Session>, R>run(
            policy.value() + " " + userId.value(),
            connection ->
                Database.run(
                        connection,
                        SessionStatements.UNENDED_OF_USER_AND_POLICY,
                        Tuple.of(userId.value(), policy.value()))
                    .map(rows -> Database.list(rows, SessionRow::read)),
            read -> decide.apply(read.stream().map(this::upToDate).toList()),
            this::write,
            (read, after, cause) ->
                AuditTrail.ofSessions(read.stream().map(Versioned::value).toList(), after, cause))
        .recover(
            failure ->
                failure instanceof Overtaken
                    ? updateAllInTurn(userId, policy, decide)
                    : Future.failedFuture(failure));
  }

  private Future<?> write(
      SqlConnection connection, List<Versioned<Session>> read, List<Session> after) {
    var before = read.stream().collect(Collectors.toMap(each -> each.value().id(), each -> each));
    var changes =
        after.stream()
            .map(
                session ->
                    change(Optional.ofNullable(before.get(session.id())), session, List.of()))
            .toList();
    return remember(changes, table.write(connection, changes), written -> written)
        .compose(
            written ->
                written.size() == changes.size()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Overtaken()));
  }

  private static Change<Session> change(
      Optional<Versioned<Session>> before, Session after, List<AuditEntry> trail) {
    return before
        .map(read -> new Change<>(Optional.of(read.value()), after, read.version(), trail))
        .orElseGet(() -> Change.adding(after, trail));
  }

  @Override
  public CompletionStage<List<Session>> ofUser(UserId userId, int limit) {
    return loop.call(
        () ->
            database
                .read(SessionStatements.OF_USER, Tuple.of(userId.value(), limit))
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
                .read(SessionStatements.UNENDED_IDS_OF_USER, Tuple.of(userId.value()))
                .map(rows -> Database.list(rows, row -> new SessionId(row.getUUID(0)))));
  }

  @Override
  public CompletionStage<List<UserId>> users(
      UserIdPrefix prefix, Optional<UserId> after, int limit) {
    var values = Tuple.of(prefix.value(), after.map(UserId::value).orElse(""), limit);
    return loop.call(
        () ->
            database
                .read(SessionStatements.USERS, values)
                .map(rows -> Database.list(rows, row -> new UserId(row.getString(0)))));
  }

  @Override
  public CompletionStage<List<Session>> search(
      SessionFilter filter, Optional<Position> after, int limit) {
    var search = new SessionSearch(filter, after, limit);
    return loop.call(() -> database.read(search.statement(), search.values()).map(this::sessions));
  }

  /** Not durable at once: a session is over by its times, and what a crash loses is done again. */
  @Override
  public CompletionStage<List<Session>> sweep(
      Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
    return loop.call(
        () ->
            database.inTransaction(
                connection ->
                    Database.notDurable(connection)
                        .compose(
                            _ ->
                                Database.run(
                                    connection,
                                    SessionStatements.due(limit),
                                    Tuple.of(Columns.utc(now))))
                        .compose(rows -> look(connection, rows, look))));
  }

  private Future<List<Session>> look(
      SqlConnection connection,
      RowSet<Row> rows,
      Function<Session, Decision<Session, Session>> look) {
    var looked =
        Database.list(rows, SessionRow::read).stream()
            .map(read -> looked(read, look.apply(upToDate(read))))
            .toList();
    var sessions = looked.stream().map(Change::after).toList();
    return looked.isEmpty()
        ? Future.succeededFuture(sessions)
        : remember(looked, table.write(connection, looked), written -> written).map(sessions);
  }

  private static Change<Session> looked(
      Versioned<Session> read, Decision<Session, Session> decision) {
    return switch (decision) {
      case Decision.Store<Session, Session> store ->
          change(
              Optional.of(read),
              store.value(),
              store.trail(Optional.of(read.value()), AuditTrail::ofSession));
      case Decision.Unchanged<Session, Session>(var same) ->
          change(Optional.of(read), same, List.of());
    };
  }

  @Override
  public CompletionStage<Optional<Instant>> nextDue() {
    return loop.call(
        () ->
            database
                .read(SessionStatements.NEXT_DUE)
                .map(
                    rows ->
                        Optional.ofNullable(rows.iterator().next().getOffsetDateTime(0))
                            .map(OffsetDateTime::toInstant)));
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
    return loop.call(() -> purge.purge(endedUntil, limit));
  }

  @Override
  public CompletionStage<Map<PolicyName, Long>> countUnended() {
    return loop.call(
        () ->
            database
                .runPatiently(SessionStatements.COUNT_UNENDED)
                .map(
                    rows -> {
                      var counts = new HashMap<PolicyName, Long>();
                      rows.forEach(
                          row -> counts.put(new PolicyName(row.getString(0)), row.getLong(1)));
                      return counts;
                    }));
  }

  @Override
  public CompletionStage<Long> countBetween(PolicyName policy, Horizon held, Horizon notHeld) {
    return loop.call(
        () ->
            database
                .runPatiently(
                    SessionStatements.COUNT_BETWEEN,
                    Tuple.of(
                        policy.value(),
                        Columns.utc(held.activeAfter().orElse(ALWAYS)),
                        Columns.utc(held.authenticatedAfter().orElse(ALWAYS)),
                        Columns.utc(held.expiresAfter()),
                        Columns.utc(notHeld.activeAfter().orElse(ALWAYS)),
                        Columns.utc(notHeld.authenticatedAfter().orElse(ALWAYS))))
                .map(rows -> rows.iterator().next().getLong(0)));
  }

  @Override
  public CompletionStage<Void> ping() {
    return loop.call(() -> database.run("select 1").mapEmpty());
  }

  /** See {@link GroupCommit#refuseLate}. */
  public void refuseLate() {
    updates.refuseLate();
    lookups.refuseLate();
  }

  /** Completes when every line is empty. */
  public Future<Void> close() {
    return updates.idle().compose(_ -> lookups.idle()).compose(_ -> touches.close());
  }

  private List<Session> sessions(RowSet<Row> rows) {
    return Database.list(rows, row -> upToDate(SessionRow.read(row)));
  }

  private Session upToDate(Versioned<Session> read) {
    return touches.upToDate(read.value().id(), read.value());
  }
}
