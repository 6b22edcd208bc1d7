package dev.sojourn.adapters.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The API on a port: mounts all of it as one list. */
public final class HttpAdapter {
  private HttpAdapter() {}

  /**
   * Listens; call on the event loop that the requests shall be served on.
   *
   * @param storeAnswers completes if the store answers, for readiness
   * @param metrics what Prometheus is told
   */
  public static Future<HttpAdapter> listen(
      Vertx vertx,
      HttpSettings settings,
      UseCases useCases,
      Supplier<CompletionStage<Void>> storeAnswers,
      Supplier<String> metrics,
      RequestMeter meter) {
    throw new UnsupportedOperationException();
  }

  /** The port that it listens on. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  /** Tells load balancers to go elsewhere: readiness turns false, requests are still served. */
  public void drain() {
    throw new UnsupportedOperationException();
  }

  /** Takes no more requests; completes when those under way are answered. */
  public Future<Void> close() {
    throw new UnsupportedOperationException();
  }
}
