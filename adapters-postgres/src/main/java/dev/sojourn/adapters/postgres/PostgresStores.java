package dev.sojourn.adapters.postgres;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Stores;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;

/** The stores on one Postgres database. */
public final class PostgresStores implements Stores {
  private PostgresStores() {}

  /**
   * Migrates the schema and connects. Blocks, so not on an event loop.
   *
   * @param url {@code postgresql://user:password@host:port/db?sslmode=...}
   */
  public static PostgresStores connect(Vertx vertx, String url, BatchMeter meter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SessionStore sessions() {
    throw new UnsupportedOperationException();
  }

  @Override
  public AuthorizationStore authorizations() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LockoutStore lockouts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> close() {
    throw new UnsupportedOperationException();
  }
}
