package dev.sojourn.adapters.http.api.token;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_WRITE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.adapters.http.request.Fields.Readers;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.dpop.KeyThumbprint;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** /v1/authorizations. */
public final class AuthorizationRoutes {
  private final UseCases useCases;

  public AuthorizationRoutes(UseCases useCases) {
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(SESSIONS_WRITE, HttpMethod.POST, "/v1/authorizations", this::begin)
            .keepingToReach());
  }

  private void begin(Call call) {
    var fields = new Fields(call.json());
    var challenge = fields.required("code_challenge", CodeChallenge::parse);
    fields.word(
        "code_challenge_method",
        word -> Optional.of(word).filter(CodeChallenge.METHOD::equals),
        CodeChallenge.METHOD);
    var clientType =
        fields.required("client_type", Readers.word(ClientType::ofWord, "web, mobile, desktop"));
    var boundTo = fields.optional("dpop_jkt", KeyThumbprint::parse);
    fields.done();
    call.answer(
        useCases
            .beginAuthorization()
            .begin(SessionJson.present(challenge), SessionJson.present(clientType), boundTo),
        authorization ->
            call.json(
                201,
                new JsonObject()
                    .put("authorization_id", authorization.id().value())
                    .put("client_type", authorization.clientType().word())
                    .put("expires_in", Authorization.LIFETIME.toSeconds())
                    .put("expires_at", authorization.expiresAt().toString())));
  }
}
