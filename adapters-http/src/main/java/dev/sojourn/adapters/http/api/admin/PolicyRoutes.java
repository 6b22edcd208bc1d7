package dev.sojourn.adapters.http.api.admin;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.SessionPolicy;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** /v1/policies. */
public final class PolicyRoutes {
  private final Policies policies;

  public PolicyRoutes(Policies policies) {
    this.policies = policies;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(SESSIONS_READ, HttpMethod.GET, "/v1/policies", this::list)
            .keepingToReach());
  }

  private void list(Call call) {
    var items = new JsonArray();
    policies.all().forEach(policy -> items.add(write(policy)));
    call.json(200, new JsonObject().put("items", items));
  }

  private static JsonObject write(SessionPolicy policy) {
    return new JsonObject()
        .put("name", policy.name().value())
        .put("idle_timeout", policy.idleTimeout().map(Duration::toString).orElse(null))
        .put("absolute_timeout", policy.absoluteTimeout().map(Duration::toString).orElse(null))
        .put("lifetime", policy.lifetime().toString())
        .put(
            "access_token_lifetime",
            policy.tokens().accessTokenLifetime().map(Duration::toString).orElse(null))
        .put("access_token_format", policy.tokens().accessTokenFormat().word())
        .put("dpop", policy.tokens().dpop().word())
        .put("client_authentication", policy.tokens().clientAuthentication().word())
        .put("outage_grace", policy.tokens().outageGrace().map(Duration::toString).orElse(null))
        .put("refresh_overlap", policy.refreshOverlap().toString())
        .put("touch_interval", policy.touchInterval().toString())
        .put("max_sessions", policy.limit().map(limit -> limit.most()).orElse(null))
        .put("on_limit", policy.limit().map(limit -> limit.onLimit().word()).orElse(null))
        .put("assurance", policy.assurance().word())
        .put("audience", policy.tokens().audience().orElse(null));
  }
}
