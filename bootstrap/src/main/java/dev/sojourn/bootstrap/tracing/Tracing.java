package dev.sojourn.bootstrap.tracing;

import dev.sojourn.adapters.http.server.RequestTracing;
import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.bootstrap.config.SojournConfig.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;

/** Where traces go. */
public interface Tracing extends AutoCloseable {
  /** Follows nothing, and has no class of OpenTelemetry on the way of a request. */
  Tracing OFF =
      new Tracing() {
        @Override
        public Vertx vertx(VertxBuilder builder) {
          return builder.build();
        }

        @Override
        public RequestTracing requests() {
          return RequestTracing.OFF;
        }

        @Override
        public BatchTracing batches() {
          return BatchTracing.OFF;
        }

        @Override
        public void close() {}
      };

  /**
   * As the variables of OpenTelemetry say.
   *
   * @throws StartException if they cannot be followed
   */
  static Tracing of(Traces traces) {
    return traces.areAskedFor() ? OpenTelemetryTracing.start(traces.variables()) : OFF;
  }

  /** A Vert.x whose requests are followed. */
  Vertx vertx(VertxBuilder builder);

  RequestTracing requests();

  BatchTracing batches();

  /** Sends what has not been sent. */
  @Override
  void close();
}
