package dev.sojourn.adapters.http.api.cutoff;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_REVOKE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.application.cutoff.CutOffSessions.Outcome;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** /v1/cut-offs, and /v1/users/{user_id}/disablement. */
public final class CutOffRoutes {
  private final UseCases useCases;

  public CutOffRoutes(UseCases useCases) {
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    var disablement = "/v1/users/{user_id}/disablement";
    return List.of(
        Endpoint.needing(ADMIN, HttpMethod.POST, "/v1/cut-offs", this::cutOff),
        Endpoint.needing(ADMIN, HttpMethod.GET, "/v1/cut-offs", this::list),
        Endpoint.needing(SESSIONS_READ, HttpMethod.GET, disablement, this::show),
        Endpoint.needing(SESSIONS_REVOKE, HttpMethod.PUT, disablement, this::disable),
        Endpoint.needing(SESSIONS_REVOKE, HttpMethod.DELETE, disablement, this::enable));
  }

  /** Everybody's must be said in so many words: nobody ends all sessions by leaving a field out. */
  private void cutOff(Call call) {
    var fields = new Fields(call.json());
    var scopes =
        Stream.of(
                fields
                    .word(
                        "scope", word -> Optional.of(word).filter("everybody"::equals), "everybody")
                    .<Scope>map(_ -> new Scope.Everybody()),
                fields.optional("policy", PolicyName::parse).<Scope>map(Scope.OfPolicy::new),
                fields.optional("client_id", ClientId::parse).<Scope>map(Scope.OfClient::new),
                fields.optional("user_id", UserId::parse).<Scope>map(Scope.OfUser::new))
            .flatMap(Optional::stream)
            .toList();
    var before = fields.optional("before", Fields.Readers::instant);
    if (scopes.size() != 1 && fields.faults().isEmpty()) {
      throw Problem.unreadable(
          "must have one of policy, client_id and user_id, or \"scope\": \"everybody\"");
    }
    fields.done();
    call.answer(
        useCases.cutOffSessions().cutOff(scopes.getFirst(), before, call.byClient()),
        outcome -> {
          switch (outcome) {
            case Outcome.InForce(var cutOff) -> call.json(201, write(cutOff));
            case Outcome.InTheFuture _ ->
                throw Problem.invalid(List.of(Fault.at("/before", "must not be in the future")));
          }
        });
  }

  private void list(Call call) {
    var items = new JsonArray();
    useCases.cutOffSessions().list().stream()
        .filter(cutOff -> !cutOff.disables())
        .forEach(cutOff -> items.add(write(cutOff)));
    call.json(200, new JsonObject().put("items", items));
  }

  private void show(Call call) {
    var since = useCases.cutOffSessions().disabledSince(userId(call));
    call.json(
        200,
        new JsonObject()
            .put("disabled", since.isPresent())
            .put("since", since.map(Object::toString).orElse(null)));
  }

  private void disable(Call call) {
    call.answer(
        useCases.cutOffSessions().disable(userToDisable(call), call.byClient()),
        ended -> call.json(200, new JsonObject().put("ended", ended)));
  }

  private void enable(Call call) {
    call.answer(
        useCases.cutOffSessions().enable(userToDisable(call), call.byClient()),
        _ -> call.empty(204));
  }

  private static UserId userToDisable(Call call) {
    var userId = userId(call);
    if (!call.client().mayDisable(userId)) {
      throw Problem.of(
          ProblemType.INSUFFICIENT_SCOPE, "an operator of the console needs the scope admin");
    }
    return userId;
  }

  private static UserId userId(Call call) {
    return call.path("user_id", UserId::parse);
  }

  private static JsonObject write(CutOff cutOff) {
    var json = new JsonObject();
    switch (cutOff.scope()) {
      case Scope.Everybody _ -> json.put("scope", "everybody");
      case Scope.OfPolicy(var policy) -> json.put("policy", policy.value());
      case Scope.OfClient(var client) -> json.put("client_id", client.value());
      case Scope.OfUser(var user) -> json.put("user_id", user.value());
    }
    return json.put("before", cutOff.before().toString()).put("since", cutOff.since().toString());
  }
}
