package dev.sojourn.adapters.postgres;

import io.vertx.core.Vertx;

/** Two nodes on one database. */
final class TwoNodes implements AutoCloseable {
  private final String url = TestPostgres.newDatabase();
  private final Vertx vertx = Vertx.vertx();
  private final Vertx otherVertx = Vertx.vertx();
  final PostgresStores one = PostgresStores.connect(vertx, url, (_, _) -> {});
  final PostgresStores other = PostgresStores.connect(otherVertx, url, (_, _) -> {});

  /** Forgets all data, as if the database were new. */
  void empty() {
    TestPostgres.execute(url, "truncate session, \"authorization\", lockout");
  }

  @Override
  public void close() {
    one.close().toCompletableFuture().join();
    other.close().toCompletableFuture().join();
    vertx.close().await();
    otherVertx.close().await();
  }
}
