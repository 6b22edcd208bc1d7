package dev.sojourn.adapters.postgres.login;

import static dev.sojourn.adapters.postgres.tables.Tables.AUTHORIZATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.dpop.KeyThumbprint;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jooq.impl.SQLDataType;

/** Logins with PKCE in Postgres: rare beside everything else, so a statement each. */
public final class PostgresAuthorizationStore implements AuthorizationStore {
  static final String INSERT =
      Sql.render(
          insertInto(AUTHORIZATION)
              .columns(
                  AUTHORIZATION.ID,
                  AUTHORIZATION.CODE_CHALLENGE,
                  AUTHORIZATION.CLIENT_TYPE,
                  AUTHORIZATION.CREATED_AT,
                  AUTHORIZATION.DPOP_JKT)
              .values(
                  Sql.param(1, SQLDataType.CLOB),
                  Sql.param(2, SQLDataType.CLOB),
                  Sql.param(3, SQLDataType.CLOB),
                  Sql.param(4, AUTHORIZATION.CREATED_AT.getDataType()),
                  Sql.param(5, SQLDataType.CLOB)));

  public static final String TAKE =
      Sql.render(
          deleteFrom(AUTHORIZATION)
              .where(AUTHORIZATION.ID.eq(Sql.param(1, SQLDataType.CLOB)))
              .returning(
                  AUTHORIZATION.ID,
                  AUTHORIZATION.CODE_CHALLENGE,
                  AUTHORIZATION.CLIENT_TYPE,
                  AUTHORIZATION.CREATED_AT,
                  AUTHORIZATION.DPOP_JKT));

  public static String purge(int limit) {
    return Sql.deleteOldest(AUTHORIZATION, AUTHORIZATION.ID, AUTHORIZATION.CREATED_AT, limit);
  }

  private final StoreEventLoop loop;
  private final Database database;

  public PostgresAuthorizationStore(StoreEventLoop loop, Database database) {
    this.loop = loop;
    this.database = database;
  }

  @Override
  public CompletionStage<Void> begin(Authorization authorization) {
    return loop.call(
        () ->
            database
                .run(
                    INSERT,
                    Tuple.of(
                        authorization.id().value(),
                        authorization.challenge().value(),
                        authorization.clientType().word(),
                        Columns.utc(authorization.createdAt()),
                        authorization.boundTo().map(KeyThumbprint::value).orElse(null)))
                .mapEmpty());
  }

  @Override
  public CompletionStage<Optional<Authorization>> take(AuthorizationId id) {
    return loop.call(
        () ->
            database
                .run(TAKE, Tuple.of(id.value()))
                .map(rows -> Database.list(rows, PostgresAuthorizationStore::read))
                .map(taken -> taken.stream().findFirst()));
  }

  @Override
  public CompletionStage<Integer> purge(Instant begunUntil, int limit) {
    return loop.call(
        () -> database.run(purge(limit), Tuple.of(Columns.utc(begunUntil))).map(RowSet::rowCount));
  }

  private static Authorization read(Row row) {
    return new Authorization(
        new AuthorizationId(row.getString(0)),
        new CodeChallenge(row.getString(1)),
        ClientType.ofWord(row.getString(2)).orElseThrow(),
        Optional.ofNullable(row.getString(4)).map(KeyThumbprint::new),
        row.getOffsetDateTime(3).toInstant());
  }
}
