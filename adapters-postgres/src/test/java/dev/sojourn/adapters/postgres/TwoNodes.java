package dev.sojourn.adapters.postgres;

import io.vertx.core.Vertx;

/** Two nodes on one database. */
final class TwoNodes implements AutoCloseable {
  private final String url = TestPostgres.newDatabase();
  private final Vertx vertx = Vertx.vertx();
  private final Vertx otherVertx = Vertx.vertx();
  final PostgresStores one = PostgresStores.connect(vertx, url, 1_000, (_, _) -> {});
  final PostgresStores other = PostgresStores.connect(otherVertx, url, 1_000, (_, _) -> {});

  /** Forgets all data, as if the database were new. */
  void empty() {
    TestPostgres.execute(url, "truncate session, \"authorization\", lockout");
  }

  /** Cuts the connections on which the nodes listen. */
  void deafen() {
    TestPostgres.execute(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid in"
            + " (select pid from pg_stat_activity where query in ('select 1', 'listen sojourn_ended'))");
  }

  @Override
  public void close() {
    one.close().toCompletableFuture().join();
    other.close().toCompletableFuture().join();
    vertx.close().await();
    otherVertx.close().await();
  }
}
