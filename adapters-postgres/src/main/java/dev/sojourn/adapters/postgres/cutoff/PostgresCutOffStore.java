package dev.sojourn.adapters.postgres.cutoff;

import static dev.sojourn.adapters.postgres.tables.Tables.CUT_OFF;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.adapters.postgres.update.LockedUpdate;
import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jooq.impl.SQLDataType;

/**
 * Cut-offs in Postgres, and in the memory of every node, because every decision asks for them.
 *
 * <p>A node that hears ({@code RevocationListener}) is told of each new one with the commit that
 * brings it, and looks at them all then. One that does not hear looks whenever it reads a session
 * ({@link #upToDate}).
 */
public final class PostgresCutOffStore implements CutOffStore {
  public static final String CHANNEL = "sojourn_cut_off";

  static final String ALL =
      Sql.render(select(CUT_OFF.SCOPE, CUT_OFF.NAME, CUT_OFF.BEFORE, CUT_OFF.SINCE).from(CUT_OFF));

  static final String WRITE =
      Sql.render(
          insertInto(CUT_OFF)
              .columns(CUT_OFF.SCOPE, CUT_OFF.NAME, CUT_OFF.BEFORE, CUT_OFF.SINCE)
              .values(
                  Sql.param(1, SQLDataType.CLOB),
                  Sql.param(2, SQLDataType.CLOB),
                  Sql.param(3, CUT_OFF.BEFORE.getDataType()),
                  Sql.param(4, CUT_OFF.SINCE.getDataType()))
              .onConflict(CUT_OFF.SCOPE, CUT_OFF.NAME)
              .doUpdate()
              .set(CUT_OFF.BEFORE, excluded(CUT_OFF.BEFORE))
              .set(CUT_OFF.SINCE, excluded(CUT_OFF.SINCE)));

  private static final String TELL = "select cast(pg_notify('" + CHANNEL + "', '') as text)";

  /** What one decision after the other waits for. */
  private static final String LOCK = "sojourn cut-offs";

  private static final int MOST_LOOKS = 10_000;

  private final StoreEventLoop loop;
  private final Database database;
  private final LockedUpdate updates;
  private final BooleanSupplier hears;

  /** One look after the other, so that an earlier one never hides what a later one found. */
  private final GroupCommit<Promise<Void>> looks;

  private volatile CutOffs inForce = CutOffs.NONE;

  /**
   * @param hears whether this node is known to hear of new ones
   */
  public PostgresCutOffStore(
      StoreEventLoop loop, Database database, LockedUpdate updates, BooleanSupplier hears) {
    this.updates = updates;
    this.loop = loop;
    this.database = database;
    this.hears = hears;
    this.looks = new GroupCommit<>(MOST_LOOKS, this::look, (asker, why) -> asker.fail(why));
  }

  @Override
  public CutOffs inForce() {
    return inForce;
  }

  /** Completes when all that was acknowledged before is known here. On the event loop. */
  public Future<Void> upToDate() {
    return hears.getAsBoolean() ? Future.succeededFuture() : load();
  }

  /** Looks at all that there are. On the event loop. */
  public Future<Void> load() {
    var loaded = Promise.<Void>promise();
    looks.submit(loaded);
    return loaded.future();
  }

  private Future<Void> look(List<Promise<Void>> askers) {
    return database
        .read(ALL)
        .onSuccess(
            rows -> {
              inForce = cutOffs(rows);
              askers.forEach(Promise::complete);
            })
        .onFailure(failure -> askers.forEach(asker -> asker.fail(failure)))
        .mapEmpty();
  }

  @Override
  public <R> CompletionStage<R> update(Function<CutOffs, Decision<CutOffs, R>> decide) {
    return loop.call(
        () ->
            updates
                .run(
                    LOCK,
                    connection ->
                        connection.preparedQuery(ALL).execute().map(PostgresCutOffStore::cutOffs),
                    decide,
                    PostgresCutOffStore::write,
                    AuditTrail::ofCutOffs)
                .compose(result -> load().map(result)));
  }

  private static Future<?> write(SqlConnection connection, CutOffs before, CutOffs after) {
    var changed =
        after.all().stream()
            .filter(cutOff -> before.of(cutOff.scope()).stream().noneMatch(cutOff::equals))
            .map(PostgresCutOffStore::values)
            .toList();
    return changed.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery(WRITE)
            .executeBatch(changed)
            .compose(_ -> connection.query(TELL).execute());
  }

  private static Tuple values(CutOff cutOff) {
    var scope = cutOff.scope();
    return Tuple.of(
        scope.word(),
        switch (scope) {
          case Scope.Everybody _ -> "";
          case Scope.OfPolicy(var policy) -> policy.value();
          case Scope.OfClient(var client) -> client.value();
          case Scope.OfUser(var user) -> user.value();
        },
        Columns.utc(cutOff.before()),
        Columns.utc(cutOff.since()));
  }

  private static CutOffs cutOffs(RowSet<Row> rows) {
    return new CutOffs(Database.list(rows, PostgresCutOffStore::cutOff));
  }

  private static CutOff cutOff(Row row) {
    var name = row.getString(1);
    var scope =
        switch (row.getString(0)) {
          case "policy" -> new Scope.OfPolicy(new PolicyName(name));
          case "client" -> new Scope.OfClient(new ClientId(name));
          case "user" -> new Scope.OfUser(new UserId(name));
          default -> new Scope.Everybody();
        };
    return new CutOff(
        scope, row.getOffsetDateTime(2).toInstant(), row.getOffsetDateTime(3).toInstant());
  }

  /** See {@link GroupCommit#refuseLate}. */
  public void refuseLate() {
    looks.refuseLate();
  }
}
