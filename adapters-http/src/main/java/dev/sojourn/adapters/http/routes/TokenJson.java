package dev.sojourn.adapters.http.routes;

import dev.sojourn.application.token.Introspection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Introspections in JSON (RFC 7662, section 2.2). */
final class TokenJson {
  private TokenJson() {}

  static JsonObject write(Introspection introspection, String issuer, String audience) {
    return switch (introspection) {
      case Introspection.Inactive _ -> new JsonObject().put("active", false);
      case Introspection.Active(var session, var policy, var kind, var issuedAt, var expiresAt) -> {
        var authentication = session.authentication();
        var json =
            new JsonObject()
                .put("active", true)
                .put("iss", issuer)
                .put("aud", policy.audience().orElse(audience))
                .put("sub", session.userId().value())
                .put("sid", session.id().toString())
                .put("client_id", session.origin().clientId().value())
                .put("exp", expiresAt.getEpochSecond())
                .put("auth_time", authentication.at().getEpochSecond())
                .put("policy", session.policy().value())
                .put(
                    "token_type",
                    switch (kind) {
                      case ACCESS -> "Bearer";
                      case REFRESH -> "refresh_token";
                    })
                .put("amr", new JsonArray(authentication.amr()))
                .put("attributes", SessionJson.attributes(session.attributes()));
        issuedAt.ifPresent(at -> json.put("iat", at.getEpochSecond()));
        authentication.acr().ifPresent(acr -> json.put("acr", acr));
        yield json;
      }
    };
  }
}
