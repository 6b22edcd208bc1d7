package dev.sojourn.adapters.http.routes;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** /health and /metrics, for load balancers, orchestrators and Prometheus. */
final class ProbeRoutes {
  private final BooleanSupplier draining;
  private final Supplier<CompletionStage<Void>> storeAnswers;
  private final Supplier<String> metrics;

  ProbeRoutes(
      BooleanSupplier draining,
      Supplier<CompletionStage<Void>> storeAnswers,
      Supplier<String> metrics) {
    this.draining = draining;
    this.storeAnswers = storeAnswers;
    this.metrics = metrics;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/health/live", call -> call.json(200, status("up"))),
        Endpoint.open(HttpMethod.GET, "/health/ready", this::ready),
        Endpoint.open(HttpMethod.GET, "/metrics", this::metrics));
  }

  private void ready(Call call) {
    if (draining.getAsBoolean()) {
      call.json(503, status("draining"));
      return;
    }
    call.answer(
        storeAnswers.get().handle((_, failure) -> failure == null),
        answers -> call.json(answers ? 200 : 503, status(answers ? "up" : "down")));
  }

  private void metrics(Call call) {
    call.text("text/plain; version=0.0.4; charset=utf-8", metrics.get());
  }

  private static JsonObject status(String word) {
    return new JsonObject().put("status", word);
  }
}
