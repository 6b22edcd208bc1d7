package dev.sojourn.adapters.http.api.session;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_REVOKE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** /v1/users/{user_id}/sessions. */
public final class UserRoutes {
  private final UseCases useCases;

  public UserRoutes(UseCases useCases) {
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    var path = "/v1/users/{user_id}/sessions";
    return List.of(
        Endpoint.needing(SESSIONS_READ, HttpMethod.GET, path, this::list)
            .with("state")
            .keepingToReach(),
        Endpoint.needing(SESSIONS_REVOKE, HttpMethod.DELETE, path, this::end)
            .with("except")
            .keepingToReach());
  }

  private void list(Call call) {
    var userId = call.path("user_id", UserId::parse);
    var state = call.query().optional("state", SessionJson::state);
    call.query().done();
    call.answer(
        useCases.listSessionsOfUser().list(userId, state, call.client().mayRead()),
        found ->
            call.json(
                200, SessionJson.page(found.stream().map(SessionJson::write).toList(), null)));
  }

  private void end(Call call) {
    var userId = call.path("user_id", UserId::parse);
    var except = call.query().optional("except", SessionId::parse);
    call.query().done();
    var reason = SessionJson.readEndReason(call.jsonIfAny());
    call.answer(
        useCases
            .endSessionsOfUser()
            .end(userId, except, reason, call.client().mayEnd(), call.byClient()),
        ended -> call.json(200, new JsonObject().put("ended", ended)));
  }
}
