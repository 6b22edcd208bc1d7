package dev.sojourn.adapters.http.api.admin;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.application.token.RotateSigningKeys.When;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SigningKey;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** /v1/signing-keys: for operators. */
public final class SigningKeyRoutes {
  private final UseCases useCases;

  public SigningKeyRoutes(UseCases useCases) {
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(ADMIN, HttpMethod.GET, "/v1/signing-keys", this::list),
        Endpoint.needing(ADMIN, HttpMethod.POST, "/v1/signing-keys", this::rotate),
        Endpoint.needing(ADMIN, HttpMethod.DELETE, "/v1/signing-keys/{id}", this::withdraw));
  }

  private void list(Call call) {
    call.answer(
        useCases.rotateSigningKeys().list(),
        shown -> {
          var now = shown.at();
          var keys = shown.keys();
          var signer = keys.signer(now).map(SigningKey::id);
          var items = new JsonArray();
          keys.all()
              .forEach(key -> items.add(write(key, now, signer.equals(Optional.of(key.id())))));
          call.json(200, new JsonObject().put("items", items));
        });
  }

  private void rotate(Call call) {
    var fields = new Fields(call.jsonIfAny());
    var when =
        fields
            .word("signs", SigningKeyRoutes::when, "published_first, at_once")
            .orElse(When.PUBLISHED_FIRST);
    fields.done();
    call.answer(
        useCases.rotateSigningKeys().rotate(when, call.byClient()),
        key -> call.json(201, write(key, key.publishedAt(), when == When.AT_ONCE)));
  }

  private static Optional<When> when(String word) {
    return switch (word) {
      case "published_first" -> Optional.of(When.PUBLISHED_FIRST);
      case "at_once" -> Optional.of(When.AT_ONCE);
      default -> Optional.empty();
    };
  }

  private void withdraw(Call call) {
    var id = call.path("id", KeyThumbprint::parse);
    call.answer(
        useCases.rotateSigningKeys().withdraw(id, call.byClient()),
        withdrawal -> {
          switch (withdrawal) {
            case WITHDRAWN -> call.empty(204);
            case UNKNOWN -> throw Problem.of(ProblemType.NOT_FOUND, "no such key");
            case NEEDED ->
                throw Problem.of(
                    ProblemType.KEY_NEEDED, "publish another that signs at_once, then withdraw it");
          }
        });
  }

  private static JsonObject write(SigningKey key, Instant now, boolean signs) {
    return new JsonObject()
        .put("id", key.id().value())
        .put("algorithm", key.algorithm().word())
        .put("state", signs ? "signs" : now.isBefore(key.signsFrom()) ? "published" : "superseded")
        .put("published_at", key.publishedAt().toString())
        .put("signs_from", key.signsFrom().toString());
  }
}
