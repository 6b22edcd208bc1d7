package dev.sojourn.adapters.postgres.key;

import static dev.sojourn.adapters.postgres.tables.Tables.SIGNING_KEY;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.adapters.postgres.update.LockedUpdate;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jooq.impl.SQLDataType;

/**
 * Signing keys in Postgres: a handful, read and written all at once. A change is announced to all
 * nodes with the commit that makes it ({@code RevocationListener}).
 */
public final class PostgresSigningKeyStore implements SigningKeyStore {
  public static final String CHANNEL = "sojourn_signing_keys";

  private static final String TELL = "select cast(pg_notify('" + CHANNEL + "', '') as text)";

  public static final String ALL =
      Sql.render(
          select(
                  SIGNING_KEY.ID,
                  SIGNING_KEY.ALGORITHM,
                  SIGNING_KEY.PUBLIC_KEY,
                  SIGNING_KEY.PRIVATE_KEY,
                  SIGNING_KEY.PUBLISHED_AT,
                  SIGNING_KEY.SIGNS_FROM,
                  SIGNING_KEY.LONGEST_TOKEN_MS)
              .from(SIGNING_KEY));

  static final String WRITE =
      Sql.render(
          insertInto(SIGNING_KEY)
              .columns(
                  SIGNING_KEY.ID,
                  SIGNING_KEY.ALGORITHM,
                  SIGNING_KEY.PUBLIC_KEY,
                  SIGNING_KEY.PRIVATE_KEY,
                  SIGNING_KEY.PUBLISHED_AT,
                  SIGNING_KEY.SIGNS_FROM,
                  SIGNING_KEY.LONGEST_TOKEN_MS)
              .values(
                  Sql.param(1, SQLDataType.CLOB),
                  Sql.param(2, SQLDataType.CLOB),
                  Sql.param(3, SQLDataType.CLOB),
                  Sql.param(4, SIGNING_KEY.PRIVATE_KEY.getDataType()),
                  Sql.param(5, SIGNING_KEY.PUBLISHED_AT.getDataType()),
                  Sql.param(6, SIGNING_KEY.SIGNS_FROM.getDataType()),
                  Sql.param(7, SIGNING_KEY.LONGEST_TOKEN_MS.getDataType()))
              .onConflict(SIGNING_KEY.ID)
              .doUpdate()
              .set(SIGNING_KEY.LONGEST_TOKEN_MS, excluded(SIGNING_KEY.LONGEST_TOKEN_MS)));

  static final String REMOVE =
      Sql.render(
          deleteFrom(SIGNING_KEY)
              .where(SIGNING_KEY.ID.eq(any(Sql.param(1, Sql.arrayOf(SIGNING_KEY.ID))))));

  /** What one decision after the other waits for. */
  private static final String LOCK = "sojourn signing keys";

  private final StoreEventLoop loop;
  private final Database database;
  private final LockedUpdate updates;
  private final BooleanSupplier hears;
  private final AtomicLong changes = new AtomicLong();

  /**
   * @param hears whether this node is known to hear of changes
   */
  public PostgresSigningKeyStore(
      StoreEventLoop loop, Database database, LockedUpdate updates, BooleanSupplier hears) {
    this.updates = updates;
    this.loop = loop;
    this.database = database;
    this.hears = hears;
  }

  /** Something has changed, or may have while this node did not hear. */
  public void heardOfChange() {
    changes.incrementAndGet();
  }

  /** While the database is away, all there is to go by is what is known. */
  @Override
  public OptionalLong changes() {
    return hears.getAsBoolean() || database.isAway()
        ? OptionalLong.of(changes.get())
        : OptionalLong.empty();
  }

  @Override
  public CompletionStage<SigningKeys> all() {
    return loop.call(() -> database.read(ALL).map(PostgresSigningKeyStore::keys));
  }

  @Override
  public <R> CompletionStage<R> update(Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    return loop.call(
        () ->
            updates.run(
                LOCK,
                connection ->
                    connection.preparedQuery(ALL).execute().map(PostgresSigningKeyStore::keys),
                decide,
                PostgresSigningKeyStore::write,
                AuditTrail::ofSigningKeys));
  }

  private static Future<?> write(SqlConnection connection, SigningKeys before, SigningKeys after) {
    var written =
        after.all().stream()
            .filter(key -> !before.all().contains(key))
            .map(PostgresSigningKeyStore::values)
            .toList();
    var removed =
        before.all().stream()
            .map(key -> key.id().value())
            .filter(id -> after.find(id).isEmpty())
            .toArray(String[]::new);
    return Database.run(connection, REMOVE, Tuple.tuple().addArrayOfString(removed))
        .compose(
            _ ->
                written.isEmpty()
                    ? Future.succeededFuture()
                    : connection.preparedQuery(WRITE).executeBatch(written).mapEmpty())
        .compose(
            _ ->
                written.isEmpty() && removed.length == 0
                    ? Future.succeededFuture()
                    : connection.query(TELL).execute().mapEmpty());
  }

  private static Tuple values(SigningKey key) {
    return Tuple.of(
        key.id().value(),
        key.algorithm().word(),
        key.publicKey(),
        Buffer.buffer(key.privateKey().bytes()),
        Columns.utc(key.publishedAt()),
        Columns.utc(key.signsFrom()),
        key.longestToken().toMillis());
  }

  public static SigningKeys keys(RowSet<Row> rows) {
    return new SigningKeys(List.copyOf(Database.list(rows, PostgresSigningKeyStore::key)));
  }

  private static SigningKey key(Row row) {
    return new SigningKey(
        new KeyThumbprint(row.getString(0)),
        SigningAlgorithm.ofWord(row.getString(1)).orElseThrow(),
        row.getString(2),
        new SealedSecret(row.getBuffer(3).getBytes()),
        row.getOffsetDateTime(4).toInstant(),
        row.getOffsetDateTime(5).toInstant(),
        Duration.ofMillis(row.getLong(6)));
  }
}
