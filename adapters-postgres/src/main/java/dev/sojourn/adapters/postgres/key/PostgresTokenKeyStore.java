package dev.sojourn.adapters.postgres.key;

import static dev.sojourn.adapters.postgres.tables.Tables.TOKEN_KEY;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Fingerprints of token keys in Postgres: a handful, written once each. */
public final class PostgresTokenKeyStore implements TokenKeyStore {
  public static final String ALL =
      Sql.render(select(TOKEN_KEY.ID, TOKEN_KEY.FINGERPRINT).from(TOKEN_KEY));

  /** $1: id, $2: fingerprint, $3: now. */
  static final String CLAIM =
      Sql.render(
          insertInto(TOKEN_KEY)
              .columns(TOKEN_KEY.ID, TOKEN_KEY.FINGERPRINT, TOKEN_KEY.FIRST_USED_AT)
              .values(
                  Sql.param(1, TOKEN_KEY.ID.getDataType()),
                  Sql.param(2, TOKEN_KEY.FINGERPRINT.getDataType()),
                  Sql.param(3, TOKEN_KEY.FIRST_USED_AT.getDataType()))
              .onConflictDoNothing());

  private final StoreEventLoop loop;
  private final Database database;

  public PostgresTokenKeyStore(StoreEventLoop loop, Database database) {
    this.loop = loop;
    this.database = database;
  }

  @Override
  public CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all() {
    return loop.call(() -> database.read(ALL).map(PostgresTokenKeyStore::fingerprints));
  }

  /** Read in a statement of its own: one that began earlier does not see what another committed. */
  @Override
  public CompletionStage<TokenKeyFingerprint> claim(
      KeyId id, TokenKeyFingerprint fingerprint, Instant now) {
    return loop.call(
        () ->
            database
                .run(CLAIM, Tuple.of(id.value(), fingerprint.value(), Columns.utc(now)))
                .compose(_ -> database.read(ALL))
                .map(rows -> fingerprints(rows).getOrDefault(id, fingerprint)));
  }

  public static SortedMap<KeyId, TokenKeyFingerprint> fingerprints(RowSet<Row> rows) {
    var fingerprints = new TreeMap<KeyId, TokenKeyFingerprint>();
    rows.forEach(
        row ->
            fingerprints.put(
                new KeyId(row.getInteger(0)), new TokenKeyFingerprint(row.getString(1))));
    return fingerprints;
  }
}
