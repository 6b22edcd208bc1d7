package dev.sojourn.adapters.http.console.key;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.apikey.ApiKeyFile;
import dev.sojourn.adapters.http.apikey.ApiKeyFile.Outcome;
import dev.sojourn.adapters.http.apikey.ApiKeyFile.Place;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.token.RotateSigningKeys.When;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.ClientId;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The keys there are, by name: API keys and what they allow, and what signs JWTs. */
public final class KeyPages {
  private static final String NAME = "name";
  private static final String SCOPES = "scopes";
  private static final String TAKEN =
      "there is a key of this name: to replace it, add another with the command line";

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;
  private final ApiKeys apiKeys;
  private final ApiKeyFile apiKeyFile;

  public KeyPages(
      OperatorGuard guard,
      PageRenderer renderer,
      UseCases useCases,
      ApiKeys apiKeys,
      ApiKeyFile apiKeyFile) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
    this.apiKeys = apiKeys;
    this.apiKeyFile = apiKeyFile;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/keys", this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/keys/new", this::make),
        Endpoint.open(HttpMethod.GET, "/console/keys/rotate", this::ask).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/keys/rotate", this::rotate));
  }

  private void show(Call call) {
    guard.enter(call, ADMIN, operator -> show(call, operator, 200, Form.ofQuery(call)));
  }

  private void show(Call call, Operator operator, int status, Form form) {
    call.answer(
        useCases.rotateSigningKeys().list().thenCombine(apiKeyFile.place(), Map::entry),
        found ->
            renderer.show(
                call,
                status,
                renderer.of(operator, Section.KEYS, form.text("done")),
                "console/keys.jte",
                Map.of(
                    "apiKeys", apiKeys.all(),
                    "shown", found.getKey(),
                    "place", found.getValue(),
                    "form", form)));
  }

  /** The field of a scope in the form. */
  public static String field(Scope scope) {
    return "scope " + scope.word();
  }

  private void make(Call call) {
    guard.act(
        call,
        ADMIN,
        (operator, form) -> {
          if (form.text(NAME).isEmpty()) {
            form.fault(NAME, "must have a name");
          }
          var name = form.read(NAME, ClientId::parse);
          name.filter(this::isTaken).ifPresent(_ -> form.fault(NAME, TAKEN));
          name.filter(client -> client.value().matches(".*[:=,#].*"))
              .ifPresent(_ -> form.fault(NAME, "must not have a colon, a comma, = or # in it"));
          var scopes = EnumSet.noneOf(Scope.class);
          for (var scope : Scope.values()) {
            if (!form.text(field(scope)).isEmpty()) {
              scopes.add(scope);
            }
          }
          if (scopes.isEmpty()) {
            form.fault(SCOPES, "must be one at least");
          }
          if (form.hasFaults() || name.isEmpty()) {
            show(call, operator, 400, form);
          } else {
            make(call, operator, form, name.get(), scopes);
          }
        });
  }

  private boolean isTaken(ClientId name) {
    return apiKeys.all().stream().anyMatch(key -> key.name().equals(name));
  }

  /** The audit trail knows of the key before it is there. */
  private void make(Call call, Operator operator, Form form, ClientId name, Set<Scope> scopes) {
    call.answer(
        apiKeyFile.place().thenCompose(place -> add(place, name, scopes, operator.by(call))),
        outcome -> {
          switch (outcome) {
            case Outcome.Made(var key, var secret) ->
                renderer.show(
                    call,
                    200,
                    renderer.of(operator, Section.KEYS, ""),
                    "console/keyMade.jte",
                    Map.of("key", key, "secret", secret));
            case Outcome.NameTaken _ -> {
              form.fault(NAME, TAKEN);
              show(call, operator, 400, form);
            }
            case Outcome.NotWritten(var why) -> {
              form.fault(NAME, why);
              show(call, operator, 400, form);
            }
          }
        });
  }

  private CompletionStage<Outcome> add(
      Place place, ClientId name, Set<Scope> scopes, Initiator by) {
    return switch (place) {
      case Place.Writable _ ->
          useCases
              .recordNewApiKey()
              .record(name, by)
              .thenCompose(_ -> apiKeyFile.add(name, scopes));
      case Place.ReadOnly _, Place.Variable _ ->
          CompletableFuture.completedFuture(
              new Outcome.NotWritten("cannot be kept: see how to make a key below"));
    };
  }

  private static boolean isAtOnce(Form form) {
    return form.text("signs").equals("at_once");
  }

  private void ask(Call call) {
    var atOnce = isAtOnce(Form.ofQuery(call));
    guard.enter(
        call,
        ADMIN,
        operator ->
            renderer.ask(
                call,
                operator,
                Section.KEYS,
                new Confirmation(
                        atOnce
                            ? "Replace the signing key at once?"
                            : "Publish the next signing key?",
                        List.of(
                            atOnce
                                ? "Verifiers that have not fetched the new key yet refuse its"
                                    + " tokens until they do: only when the old one may have"
                                    + " leaked."
                                : "It signs once every verifier has had time to fetch it. Nobody is"
                                    + " signed out."),
                        "/console/keys/rotate",
                        atOnce ? "Replace it at once" : "Publish the next key",
                        Section.KEYS.path())
                    .with("signs", atOnce ? "at_once" : "published_first")));
  }

  private void rotate(Call call) {
    guard.act(
        call,
        ADMIN,
        (operator, form) ->
            call.answer(
                useCases
                    .rotateSigningKeys()
                    .rotate(
                        isAtOnce(form) ? When.AT_ONCE : When.PUBLISHED_FIRST, operator.by(call)),
                _ -> renderer.doneAnew(call, "rotated", Section.KEYS.path())));
  }
}
