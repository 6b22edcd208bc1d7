package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.adapters.postgres.session.RevocationListener;
import dev.sojourn.application.port.Stores;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** Two nodes on one database. */
public final class TwoNodes implements AutoCloseable {
  public static final Duration RETENTION = Duration.ofDays(30);

  public final String url = TestPostgres.migratedDatabase();

  public final RecordingMeter meterOfOne = new RecordingMeter();
  public final RecordingMeter meterOfOther = new RecordingMeter();

  private final Vertx vertx = Vertx.vertx();
  private final Vertx otherVertx = Vertx.vertx();
  public final Stores one = node(vertx, meterOfOne);
  public final Stores other = node(otherVertx, meterOfOther);

  private Stores node(Vertx vertx, RecordingMeter meter) {
    return PostgresStores.connect(
        vertx,
        TestPostgres.parsed(url),
        8,
        1_000,
        RETENTION,
        Optional.of(RETENTION),
        () -> 0.5,
        meter,
        BatchTracing.OFF);
  }

  /** Forgets all data, as if the database were new. */
  public void empty() {
    TestPostgres.execute(
        url,
        "truncate session, ended_session, \"authorization\", lockout, signing_key, dpop_proof,"
            + " cut_off, idempotency_key, audit, token_key");
  }

  /** Cuts the connections on which the nodes listen. */
  public void deafen() {
    TestPostgres.execute(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid in"
            + " (select pid from pg_stat_activity where query like 'listen %' or query = '"
            + RevocationListener.QUESTION
            + "')");
  }

  /** How many of their statements wait for a lock. */
  public int waitForLocks() {
    return TestPostgres.query(
            url,
            "select pid from pg_stat_activity where application_name = 'sojourn'"
                + " and datname = current_database() and wait_event_type = 'Lock'")
        .size();
  }

  /** Cuts all their connections. */
  public void cutAll() {
    TestPostgres.execute(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sojourn'"
            + " and datname = current_database()");
  }

  @Override
  public void close() {
    one.close().toCompletableFuture().join();
    other.close().toCompletableFuture().join();
    vertx.close().await();
    otherVertx.close().await();
  }
}
