package dev.sojourn.bootstrap.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Lets no secret out: of a span only what cannot be one. Libraries write whole URLs into it, and
 * those may have a token or a user's id in them, as the texts of exceptions may.
 */
final class HarmlessSpans implements SpanExporter {
  private static final Set<String> HARMLESS =
      Set.of(
          "http.request.method",
          "http.method",
          "http.route",
          "http.response.status_code",
          "http.status_code",
          "url.scheme",
          "http.scheme",
          "network.protocol.name",
          "network.protocol.version",
          "server.address",
          "server.port",
          "db.system.name",
          "db.operation.batch.size",
          "error.type");

  private final SpanExporter exporter;

  HarmlessSpans(SpanExporter exporter) {
    this.exporter = exporter;
  }

  private static final class Harmless extends DelegatingSpanData {
    private final Attributes attributes;

    Harmless(SpanData span) {
      super(span);
      var kept = span.getAttributes().toBuilder();
      kept.removeIf(key -> !isHarmless(key));
      attributes = kept.build();
    }

    private static boolean isHarmless(AttributeKey<?> key) {
      return HARMLESS.contains(key.getKey());
    }

    @Override
    public Attributes getAttributes() {
      return attributes;
    }

    @Override
    public List<EventData> getEvents() {
      return List.of();
    }

    @Override
    public StatusData getStatus() {
      return StatusData.create(super.getStatus().getStatusCode(), "");
    }
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return exporter.export(spans.stream().<SpanData>map(Harmless::new).toList());
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
