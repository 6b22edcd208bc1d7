package dev.sojourn.adapters.http.server;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Objects;

/**
 * Has every Vert.x make room in its contexts for the {@link CurrentRequest}: found as a service.
 */
public final class CurrentRequestStorage implements VertxServiceProvider {
  private final ContextLocal<CurrentRequest> room = CurrentRequest.LOCAL;

  @Override
  public void init(VertxBootstrap vertx) {
    Objects.requireNonNull(room);
  }
}
