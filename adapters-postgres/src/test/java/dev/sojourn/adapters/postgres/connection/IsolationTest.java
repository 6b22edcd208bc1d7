package dev.sojourn.adapters.postgres.connection;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.postgres.PostgresStores;
import dev.sojourn.adapters.postgres.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever isolation a role has as its default, statements that meet others are not refused. */
class IsolationTest {
  private static final int CALLS = 40;

  private final Vertx vertx = Vertx.vertx();
  private final String url = TestPostgres.newDatabase();
  private Database database;

  @BeforeEach
  void connectAsSerializable() {
    TestPostgres.execute(
        url,
        "alter database "
            + url.substring(url.lastIndexOf('/') + 1)
            + " set default_transaction_isolation = serializable");
    TestPostgres.execute(url, "create table counted (id int primary key, n int not null)");
    TestPostgres.execute(url, "insert into counted values (1, 0)");
    var primary = new Primary(vertx, TestPostgres.parsed(url));
    database =
        new Database(
            vertx,
            () -> 0.5,
            () -> PostgresStores.pool(vertx, () -> primary.find().map(Database::limited), 8));
  }

  @AfterEach
  void close() {
    database.close().await();
    vertx.close().await();
  }

  private List<String> counted() {
    return TestPostgres.query(url, "select n from counted");
  }

  @Test
  void ofManyWhoChangeOneRowAtOnceNoneIsRefused() {
    atOnce(
        CALLS,
        _ ->
            database
                .run("update counted set n = n + 1 where id = $1", Tuple.of(1))
                .toCompletionStage());
    atOnce(
        CALLS,
        _ ->
            database
                .inTransaction(
                    connection ->
                        connection
                            .query("select n from counted")
                            .execute()
                            .compose(
                                _ -> connection.query("update counted set n = n + 1").execute()))
                .toCompletionStage());
    assertEquals(List.of(String.valueOf(2 * CALLS)), counted());
    assertEquals(
        "read committed",
        answer(
            database
                .run("show transaction_isolation")
                .map(rows -> rows.iterator().next().getString(0))
                .toCompletionStage()));
  }

  /** A sequence counts on, also where its transaction is rolled back. */
  private void refuseTheFirst(int times, String sqlState) {
    TestPostgres.execute(url, "create sequence tries");
    TestPostgres.execute(
        url,
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if nextval('tries') <= %d then
            raise exception 'met another' using errcode = '%s';
          end if;
          return new;
        end $$
        """
            .formatted(times, sqlState));
    TestPostgres.execute(
        url,
        "create trigger refuse before update on counted for each row execute function refuse()");
  }

  @Test
  void whatWasRolledBackBecauseItMetAnotherIsDoneAgain() {
    refuseTheFirst(2, "40001");
    answer(database.run("update counted set n = 7").toCompletionStage());
    assertEquals(List.of("7"), counted());
  }

  @Test
  void soIsWhatStoodInADeadlock() {
    refuseTheFirst(1, "40P01");
    answer(
        database
            .inTransaction(connection -> connection.query("update counted set n = n + 1").execute())
            .toCompletionStage());
    assertEquals(List.of("1"), counted());
  }

  @Test
  void butNotForEverAndNothingElseIs() {
    refuseTheFirst(3, "40001");
    var refused =
        (PgException) failure(database.run("update counted set n = 7").toCompletionStage());
    assertEquals("40001", refused.getSqlState());
    assertEquals(List.of("0"), counted());
    answer(database.run("update counted set n = 7").toCompletionStage());
    assertEquals(List.of("7"), counted());
  }
}
