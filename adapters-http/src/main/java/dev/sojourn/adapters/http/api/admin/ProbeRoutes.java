package dev.sojourn.adapters.http.api.admin;

import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.outage.CheckReadiness;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** /health and /metrics, for load balancers, orchestrators and Prometheus. */
public final class ProbeRoutes {
  private final BooleanSupplier draining;
  private final CheckReadiness checkReadiness;
  private final Supplier<String> metrics;

  public ProbeRoutes(
      BooleanSupplier draining, CheckReadiness checkReadiness, Supplier<String> metrics) {
    this.draining = draining;
    this.checkReadiness = checkReadiness;
    this.metrics = metrics;
  }

  /**
   * @param metricsAreOpen whether they need no API key; what they tell of users and load is not for
   *     everybody
   */
  public List<Endpoint> endpoints(boolean metricsAreOpen) {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/health/live", call -> call.json(200, status("up"))),
        Endpoint.open(HttpMethod.GET, "/health/ready", this::ready),
        metricsAreOpen
            ? Endpoint.open(HttpMethod.GET, "/metrics", this::metrics)
            : Endpoint.needing(Scope.METRICS_READ, HttpMethod.GET, "/metrics", this::metrics));
  }

  private void ready(Call call) {
    if (draining.getAsBoolean()) {
      call.json(503, status("draining"));
      return;
    }
    call.answer(
        checkReadiness.check(),
        readiness -> {
          switch (readiness) {
            case UP -> call.json(200, status("up"));
            case OUTAGE -> call.json(200, status("outage"));
            case DOWN -> call.json(503, status("down"));
          }
        });
  }

  private void metrics(Call call) {
    call.text("text/plain; version=0.0.4; charset=utf-8", metrics.get());
  }

  private static JsonObject status(String word) {
    return new JsonObject().put("status", word);
  }
}
