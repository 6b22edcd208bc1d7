package dev.sojourn.bootstrap.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which spans are kept: a batch with the requests that it serves, and no probe that nobody follows;
 * all others as OTEL_TRACES_SAMPLER says.
 */
final class TraceSampler implements Sampler {
  private static final List<AttributeKey<String>> PATHS =
      Stream.of("url.path", "http.target", "http.url", "url.full")
          .map(AttributeKey::stringKey)
          .toList();

  private static final Pattern PROBE =
      Pattern.compile("(?:https?://[^/]*)?/(?:health/(?:live|ready)|metrics)");

  private final Sampler otherwise;

  TraceSampler(Sampler otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    var isFollowed = Span.fromContext(parent).getSpanContext().isValid();
    if (!isFollowed && !links.isEmpty()) {
      return SamplingResult.recordAndSample();
    }
    return !isFollowed && isProbe(attributes)
        ? SamplingResult.drop()
        : otherwise.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  /** They come every few seconds, and say the same each time. */
  private static boolean isProbe(Attributes attributes) {
    return PATHS.stream()
        .map(attributes::get)
        .anyMatch(path -> path != null && PROBE.matcher(path).matches());
  }

  @Override
  public String getDescription() {
    return "Sojourn{" + otherwise.getDescription() + "}";
  }
}
