package dev.sojourn.adapters.postgres.update;

import dev.sojourn.adapters.postgres.audit.AuditTable;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/**
 * Changes of values that take several rows: each locks, reads, decides and writes in a transaction
 * of its own, one after the other on all nodes.
 */
public final class LockedUpdate {
  /** Until commit. $1: what for. */
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended(cast($1 as text), 0))";

  private final Database database;
  private final AuditTable audit;

  public LockedUpdate(Database database, AuditTable audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * Writes what was decided.
   *
   * @param <B> what was read
   * @param <V> what was decided on
   */
  @FunctionalInterface
  public interface Write<B, V> {
    Future<?> write(SqlConnection connection, B before, V after);
  }

  /**
   * Changes a value, and writes the audit trail with it.
   *
   * @param lock what one change after the other waits for
   * @param trail what the audit trail is told of it
   */
  public <B, V, R> Future<R> run(
      String lock,
      Function<SqlConnection, Future<B>> read,
      Function<B, Decision<V, R>> decide,
      Write<B, V> write,
      AuditTrail.Derivation<B, V> trail) {
    return run(
        lock,
        connection ->
            read.apply(connection)
                .compose(
                    before ->
                        switch (decide.apply(before)) {
                          case Decision.Unchanged<V, R>(var result) ->
                              Future.succeededFuture(result);
                          case Decision.Store<V, R> store ->
                              write
                                  .write(connection, before, store.value())
                                  .compose(_ -> tell(connection, store.trail(before, trail)))
                                  .map(_ -> store.result());
                        }));
  }

  /** Does other work while the lock is held. */
  public <R> Future<R> run(String lock, Function<SqlConnection, Future<R>> work) {
    return database.inTransaction(
        connection ->
            Database.run(connection, LOCK, Tuple.of(lock)).compose(_ -> work.apply(connection)));
  }

  private Future<?> tell(SqlConnection connection, List<AuditEntry> trail) {
    return trail.isEmpty()
        ? Future.succeededFuture()
        : Database.run(connection, AuditTable.WRITE, audit.add(Tuple.tuple(), trail));
  }
}
