package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.audit.PostgresAuditStore;
import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.connection.Migrations;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.adapters.postgres.connection.Primary;
import dev.sojourn.adapters.postgres.cutoff.PostgresCutOffStore;
import dev.sojourn.adapters.postgres.delivery.PostgresDeliveryStore;
import dev.sojourn.adapters.postgres.key.PostgresSigningKeyStore;
import dev.sojourn.adapters.postgres.key.PostgresTokenKeyStore;
import dev.sojourn.adapters.postgres.lockout.PostgresLockoutStore;
import dev.sojourn.adapters.postgres.login.PostgresAuthorizationStore;
import dev.sojourn.adapters.postgres.login.PostgresIdempotencyStore;
import dev.sojourn.adapters.postgres.login.PostgresProofStore;
import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.session.PostgresSessionStore;
import dev.sojourn.adapters.postgres.session.RevocationListener;
import dev.sojourn.adapters.postgres.session.SessionCache;
import dev.sojourn.adapters.postgres.update.LockedUpdate;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The stores on one Postgres database. */
public final class PostgresStores {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TCP_USER_TIMEOUT = Duration.ofSeconds(10);

  /** Calls that wait for a connection; those that go through a line of batches do not count. */
  private static final int MOST_WAITING = 1_000;

  private static final Duration BETWEEN_REFUSALS = Duration.ofMillis(250);

  private final Vertx vertx;
  private final StoreEventLoop loop;
  private final Database database;
  private final RevocationListener announcements;
  private final PostgresSessionStore sessions;
  private final PostgresAuthorizationStore authorizations;
  private final PostgresLockoutStore lockouts;
  private final PostgresSigningKeyStore signingKeys;
  private final PostgresProofStore proofs;
  private final PostgresCutOffStore cutOffs;
  private final PostgresIdempotencyStore idempotency;
  private final PostgresAuditStore audit;
  private final PostgresDeliveryStore deliveries;
  private final PostgresTokenKeyStore tokenKeys;
  private long refusals;

  private PostgresStores(
      Vertx vertx,
      Database database,
      SessionCache cache,
      Primary primary,
      RetentionSlots ring,
      AuditTable auditTable,
      PostgresMeter meter,
      BatchTracing tracing) {
    this.vertx = vertx;
    this.loop = new StoreEventLoop(vertx.getOrCreateContext(), tracing);
    this.database = database;
    this.idempotency = new PostgresIdempotencyStore(loop, database);
    var updates = new LockedUpdate(database, auditTable);
    this.cutOffs = new PostgresCutOffStore(loop, database, updates, cache::isTrusted);
    this.signingKeys = new PostgresSigningKeyStore(loop, database, updates, cache::isTrusted);
    this.announcements =
        new RevocationListener(
            vertx, primary, cache, meter, cutOffs::load, signingKeys::heardOfChange);
    this.sessions =
        new PostgresSessionStore(
            vertx, loop, database, cache, cutOffs, ring, auditTable, updates, meter);
    this.authorizations = new PostgresAuthorizationStore(loop, database);
    this.lockouts = new PostgresLockoutStore(loop, database, auditTable, meter);
    this.audit = new PostgresAuditStore(loop, database, auditTable);
    this.deliveries = new PostgresDeliveryStore(loop, database, updates);
    this.tokenKeys = new PostgresTokenKeyStore(loop, database);
    this.proofs = new PostgresProofStore(loop, database, meter);
  }

  /**
   * Migrates the schema and connects. Blocks, so not on an event loop.
   *
   * @param connections the most connections, beside the one that listens: two batches at a time for
   *     each line that writes rows, a statement for each kind of change in them, and the rest for
   *     searches and the sweeper
   * @param cachedSessions the most sessions that this node keeps in memory; 0 to ask the database
   *     each time
   * @param retention how long ended sessions are kept before they are {@linkplain
   *     SessionStore#purge purged}; where they are kept is laid out for it
   * @param auditRetention how long the audit trail is kept; none is written without
   * @param fraction from 0 to 1, another each time: nodes do not all come back at the same moment
   * @throws RuntimeException if the database cannot be reached or migrated
   */
  public static Stores connect(
      Vertx vertx,
      PostgresUrl url,
      int connections,
      int cachedSessions,
      Duration retention,
      Optional<Duration> auditRetention,
      DoubleSupplier fraction,
      PostgresMeter meter,
      BatchTracing tracing) {
    Migrations.migrate(url);
    var primary = new Primary(vertx, url);
    var cache = new SessionCache(cachedSessions);
    var stores =
        new PostgresStores(
            vertx,
            new Database(
                vertx,
                fraction,
                () -> pool(vertx, () -> primary.find().map(Database::limited), connections)),
            cache,
            primary,
            new RetentionSlots(retention),
            new AuditTable(auditRetention.map(RetentionSlots::new)),
            meter,
            tracing);
    stores.loop.run(stores::refuseWhatIsLate);
    stores.loop.call(stores.announcements::listen).toCompletableFuture().join();
    return stores.asStores();
  }

  private void refuseWhatIsLate() {
    refusals =
        vertx.setPeriodic(
            BETWEEN_REFUSALS.toMillis(),
            _ -> {
              sessions.refuseLate();
              lockouts.refuseLate();
              proofs.refuseLate();
              cutOffs.refuseLate();
            });
  }

  /**
   * A pool as a node has it.
   *
   * @param server is asked for each connection
   */
  public static Pool pool(
      Vertx vertx, Supplier<Future<SqlConnectOptions>> server, int connections) {
    return PgBuilder.pool()
        .with(
            new PoolOptions()
                .setMaxSize(connections)
                .setMaxWaitQueueSize(MOST_WAITING)
                .setConnectionTimeout(2)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .with(network())
        .connectingTo(server)
        .withConnectHandler(Database::prepare)
        .using(vertx)
        .build();
  }

  private static NetClientOptions network() {
    var network = new NetClientOptions();
    network.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    // A peer that is gone without a word is noticed by what it does not acknowledge.
    network.setTcpKeepAlive(true);
    network.setTcpUserTimeout((int) TCP_USER_TIMEOUT.toMillis());
    return network;
  }

  private Stores asStores() {
    return new Stores(
        sessions,
        authorizations,
        lockouts,
        signingKeys,
        proofs,
        cutOffs,
        idempotency,
        audit,
        deliveries,
        tokenKeys,
        this::close);
  }

  private CompletionStage<Void> close() {
    return loop.call(
        () -> {
          vertx.cancelTimer(refusals);
          return sessions
              .close()
              .compose(_ -> lockouts.close())
              .compose(_ -> proofs.close())
              .compose(_ -> announcements.close())
              .compose(_ -> database.close());
        });
  }
}
