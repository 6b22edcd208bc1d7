package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.session.ClientId;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Optional;

/**
 * The request that is being worked on, for what is written about it into the log.
 *
 * <p>An event loop works on many at once, so it is no matter of threads: each request has a context
 * of Vert.x for itself, and whatever goes on with it does so on that context. What belongs to no
 * request, such as a batch of the store, is on another one.
 *
 * @param id the X-Request-Id of its answer
 * @param traceId of the trace that it is part of, if it is followed
 * @param client whose API key it has, once that is known
 */
public record CurrentRequest(String id, Optional<String> traceId, Optional<ClientId> client) {
  /** Registered by {@link CurrentRequestStorage} before any Vert.x is made. */
  static final ContextLocal<CurrentRequest> LOCAL =
      ContextLocal.registerLocal(CurrentRequest.class);

  /** The one that the calling thread is at, if it is at any. */
  public static Optional<CurrentRequest> now() {
    var context = ContextInternal.current();
    return context == null ? Optional.empty() : Optional.ofNullable(context.getLocal(LOCAL));
  }

  /** A request that has come; on its context. */
  public static void begin(String id, Optional<String> traceId) {
    put(new CurrentRequest(id, traceId, Optional.empty()));
  }

  /** The client of the current request is known. */
  public static void isBy(ClientId client) {
    now()
        .ifPresent(
            request ->
                put(new CurrentRequest(request.id(), request.traceId(), Optional.of(client))));
  }

  private static void put(CurrentRequest request) {
    ContextInternal.current().putLocal(LOCAL, AccessMode.CONCURRENT, request);
  }
}
