package dev.sojourn.bootstrap.tracing;

import dev.sojourn.adapters.http.server.RequestTracing;
import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.bootstrap.Build;
import dev.sojourn.bootstrap.StartException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Traces by OpenTelemetry, as its own variables say.
 *
 * <p>A request is a span, which Vert.x makes; here it gets the name of its route. A batch of the
 * store serves many requests and belongs to none of their traces: it is the span of a trace of its
 * own, with links to the spans of all that it serves.
 */
final class OpenTelemetryTracing implements Tracing {
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(5);

  /** What holds unless a variable says otherwise. */
  private static final Map<String, String> STANDARD =
      Map.of(
          "otel.service.name", "sojourn",
          // The exporter speaks HTTP by the JDK's own client, and so no gRPC.
          "otel.exporter.otlp.protocol", "http/protobuf",
          // Prometheus has the metrics, and standard error the logs.
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          // As many as a batch can serve.
          "otel.span.link.count.limit", "1000");

  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<Long> BATCH_SIZE =
      AttributeKey.longKey("db.operation.batch.size");
  private static final AttributeKey<String> FAILURE = AttributeKey.stringKey("error.type");

  private final OpenTelemetrySdk openTelemetry;
  private final Tracer tracer;

  private OpenTelemetryTracing(OpenTelemetrySdk openTelemetry) {
    this.openTelemetry = openTelemetry;
    this.tracer = openTelemetry.getTracer("dev.sojourn", Build.version());
  }

  /**
   * @param variables that begin with OTEL_
   * @throws StartException if OpenTelemetry does not understand them
   */
  static OpenTelemetryTracing start(Map<String, String> variables) {
    bringItsLogHere();
    try {
      var started =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> STANDARD)
              .addPropertiesCustomizer(_ -> properties(variables))
              .addSamplerCustomizer((sampler, _) -> new TraceSampler(sampler))
              .addSpanExporterCustomizer((exporter, _) -> new HarmlessSpans(exporter))
              .build();
      return new OpenTelemetryTracing(started.getOpenTelemetrySdk());
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException wrong) {
      throw StartException.because("cannot trace as the OTEL_ variables say", wrong);
    }
  }

  /** What cannot be sent is told by java.util.logging. */
  private static void bringItsLogHere() {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  /** OTEL_SERVICE_NAME is otel.service.name. */
  private static Map<String, String> properties(Map<String, String> variables) {
    return variables.entrySet().stream()
        .collect(
            Collectors.toMap(
                variable -> variable.getKey().toLowerCase(Locale.ROOT).replace('_', '.'),
                Map.Entry::getValue));
  }

  @Override
  public Vertx vertx(VertxBuilder builder) {
    return builder.withTracer(new OpenTelemetryTracingFactory(openTelemetry)).build();
  }

  @Override
  public RequestTracing requests() {
    return new RequestTracing() {
      @Override
      public Optional<String> traceId() {
        return Optional.of(Span.current().getSpanContext())
            .filter(SpanContext::isValid)
            .map(SpanContext::getTraceId);
      }

      @Override
      public void routed(String method, String route) {
        Span.current().updateName(method + " " + route).setAttribute(ROUTE, route);
      }
    };
  }

  private record Linked(SpanContext span) implements BatchTracing.CallerContext {}

  @Override
  public BatchTracing batches() {
    return new BatchTracing() {
      @Override
      public Optional<CallerContext> caller() {
        return Optional.of(Span.current().getSpanContext())
            .filter(SpanContext::isSampled)
            .map(Linked::new);
      }

      @Override
      public Batch begin(String line, int size, List<CallerContext> callers) {
        return callers.isEmpty() ? Batch.UNSEEN : follow(line, size, callers);
      }
    };
  }

  private BatchTracing.Batch follow(
      String line, int size, List<BatchTracing.CallerContext> callers) {
    var span =
        tracer
            .spanBuilder(line)
            .setNoParent()
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(DATABASE, "postgresql")
            .setAttribute(BATCH_SIZE, (long) size);
    for (var caller : callers) {
      if (caller instanceof Linked(var served)) {
        span.addLink(served);
      }
    }
    var begun = span.startSpan();
    return failure -> end(begun, failure);
  }

  private static void end(Span span, @Nullable Throwable failure) {
    if (failure != null) {
      span.setStatus(StatusCode.ERROR).setAttribute(FAILURE, failure.getClass().getName());
    }
    span.end();
  }

  @Override
  public void close() {
    openTelemetry.shutdown().join(LONGEST_GOODBYE.toSeconds(), TimeUnit.SECONDS);
  }
}
