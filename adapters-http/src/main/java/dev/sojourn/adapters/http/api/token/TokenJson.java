package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.auth.StepUp;
import dev.sojourn.application.token.Introspection;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.domain.session.AuthenticationDemand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Introspections in JSON (RFC 7662, section 2.2). */
final class TokenJson {
  private TokenJson() {}

  static JsonObject write(Introspection introspection, Issuer issuer) {
    return switch (introspection) {
      case Introspection.Inactive _ -> new JsonObject().put("active", false);
      case Introspection.Insufficient(var demand) -> insufficient(demand);
      case Introspection.Active(var session, var policy, var kind, var issuedAt, var expiresAt) -> {
        var authentication = session.authentication();
        var json =
            new JsonObject()
                .put("active", true)
                .put("iss", issuer.name())
                .put("sub", session.userId().value())
                .put("sid", session.id().toString())
                .put("client_id", session.origin().clientId().value())
                .put("exp", expiresAt.getEpochSecond())
                .put("auth_time", authentication.at().getEpochSecond())
                .put("policy", session.policy().value())
                .put("amr", new JsonArray(authentication.amr()))
                .put("attributes", SessionJson.attributes(session.attributes()));
        switch (kind) {
          case ACCESS ->
              json.put("aud", issuer.audience(policy))
                  .put("token_type", SessionJson.tokenType(session))
                  .put("token_use", "access");
          // For no resource server, and of no type that RFC 6749, section 5.1, knows.
          case REFRESH -> json.put("token_use", "refresh");
        }
        issuedAt.ifPresent(at -> json.put("iat", at.getEpochSecond()));
        authentication.acr().ifPresent(acr -> json.put("acr", acr));
        session
            .rotation()
            .terms()
            .boundTo()
            .ifPresent(key -> json.put("cnf", new JsonObject().put("jkt", key.value())));
        yield json;
      }
    };
  }

  /** Not active for what the caller wants: a caller that reads nothing else refuses (RFC 9470). */
  private static JsonObject insufficient(AuthenticationDemand demand) {
    var json =
        new JsonObject()
            .put("active", false)
            .put("error", StepUp.ERROR)
            .put("error_description", "the person must authenticate anew or in another way");
    StepUp.acrValues(demand).ifPresent(values -> json.put(StepUp.ACR_VALUES, values));
    demand.maxAge().ifPresent(age -> json.put(StepUp.MAX_AGE, age.toSeconds()));
    return json;
  }
}
