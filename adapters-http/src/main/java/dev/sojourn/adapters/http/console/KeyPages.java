package dev.sojourn.adapters.http.console;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.pages.Ask;
import dev.sojourn.adapters.http.pages.Form;
import dev.sojourn.adapters.http.routes.Call;
import dev.sojourn.adapters.http.routes.Endpoint;
import dev.sojourn.application.token.RotateSigningKeys.When;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** The keys there are, by name: API keys and what they allow, and what signs JWTs. */
final class KeyPages {
  private final Door door;
  private final Screen screen;
  private final UseCases useCases;
  private final ApiKeys apiKeys;

  KeyPages(Door door, Screen screen, UseCases useCases, ApiKeys apiKeys) {
    this.door = door;
    this.screen = screen;
    this.useCases = useCases;
    this.apiKeys = apiKeys;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/keys", this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/keys/rotate", this::ask).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/keys/rotate", this::rotate));
  }

  private void show(Call call) {
    door.enter(
        call,
        ADMIN,
        operator ->
            call.answer(
                useCases.rotateSigningKeys().list(),
                shown ->
                    screen.show(
                        call,
                        200,
                        screen.of(operator, Section.KEYS, Form.ofQuery(call).text("done")),
                        "console/keys.jte",
                        Map.of("apiKeys", apiKeys.all(), "shown", shown))));
  }

  private static boolean isAtOnce(Form form) {
    return form.text("signs").equals("at_once");
  }

  private void ask(Call call) {
    var atOnce = isAtOnce(Form.ofQuery(call));
    door.enter(
        call,
        ADMIN,
        operator ->
            screen.ask(
                call,
                operator,
                Section.KEYS,
                new Ask(
                        atOnce
                            ? "Replace the signing key at once?"
                            : "Publish the next signing key?",
                        List.of(
                            atOnce
                                ? "Verifiers that have not fetched the new key yet refuse its tokens until they do: only when the old one may have leaked."
                                : "It signs once every verifier has had time to fetch it. Nobody is signed out."),
                        "/console/keys/rotate",
                        atOnce ? "Replace it at once" : "Publish the next key",
                        Section.KEYS.path())
                    .with("signs", atOnce ? "at_once" : "published_first")));
  }

  private void rotate(Call call) {
    door.act(
        call,
        ADMIN,
        (_, form) ->
            call.answer(
                useCases
                    .rotateSigningKeys()
                    .rotate(isAtOnce(form) ? When.AT_ONCE : When.PUBLISHED_FIRST),
                _ -> screen.doneAnew(call, "rotated", Section.KEYS.path())));
  }
}
