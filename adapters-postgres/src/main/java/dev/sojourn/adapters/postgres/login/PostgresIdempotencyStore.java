package dev.sojourn.adapters.postgres.login;

import static dev.sojourn.adapters.postgres.tables.Tables.IDEMPOTENCY_KEY;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jooq.impl.SQLDataType;

/**
 * Which session a repeatable request has led to, in Postgres: rare beside the rest, a statement
 * each.
 */
public final class PostgresIdempotencyStore implements IdempotencyStore {
  public static final String CLAIM =
      Sql.render(
          insertInto(IDEMPOTENCY_KEY)
              .columns(
                  IDEMPOTENCY_KEY.ID,
                  IDEMPOTENCY_KEY.SESSION_ID,
                  IDEMPOTENCY_KEY.FINGERPRINT,
                  IDEMPOTENCY_KEY.KEPT_UNTIL)
              .values(
                  Sql.param(1, SQLDataType.CLOB),
                  Sql.param(2, IDEMPOTENCY_KEY.SESSION_ID.getDataType()),
                  Sql.param(3, SQLDataType.CLOB),
                  Sql.param(4, IDEMPOTENCY_KEY.KEPT_UNTIL.getDataType()))
              .onConflictDoNothing()
              .returning(IDEMPOTENCY_KEY.ID));

  public static final String FIND =
      Sql.render(
          select(
                  IDEMPOTENCY_KEY.SESSION_ID,
                  IDEMPOTENCY_KEY.FINGERPRINT,
                  IDEMPOTENCY_KEY.KEPT_UNTIL)
              .from(IDEMPOTENCY_KEY)
              .where(IDEMPOTENCY_KEY.ID.eq(Sql.param(1, SQLDataType.CLOB))));

  public static String purge(int limit) {
    return Sql.deleteOldest(IDEMPOTENCY_KEY, IDEMPOTENCY_KEY.ID, IDEMPOTENCY_KEY.KEPT_UNTIL, limit);
  }

  private final StoreEventLoop loop;
  private final Database database;

  public PostgresIdempotencyStore(StoreEventLoop loop, Database database) {
    this.loop = loop;
    this.database = database;
  }

  @Override
  public CompletionStage<Claim> claim(ClientId client, String key, Claim claim) {
    // No client has a control character in its name, so no two have one id.
    var id = client.value() + "\n" + key;
    return loop.call(() -> claim(id, claim));
  }

  private Future<Claim> claim(String id, Claim claim) {
    return database
        .run(
            CLAIM,
            Tuple.of(
                id, claim.session().value(), claim.fingerprint(), Columns.utc(claim.keptUntil())))
        .compose(claimed -> claimed.size() == 1 ? Future.succeededFuture(claim) : find(id, claim));
  }

  /** If it has been purged meanwhile, it is claimed again. */
  private Future<Claim> find(String id, Claim claim) {
    return database
        .read(FIND, Tuple.of(id))
        .map(rows -> Database.list(rows, PostgresIdempotencyStore::read))
        .compose(
            found -> found.isEmpty() ? claim(id, claim) : Future.succeededFuture(found.getFirst()));
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return loop.call(
        () -> database.run(purge(limit), Tuple.of(Columns.utc(now))).map(RowSet::rowCount));
  }

  private static Claim read(Row row) {
    return new Claim(
        new SessionId(row.getUUID(0)), row.getString(1), row.getOffsetDateTime(2).toInstant());
  }
}
