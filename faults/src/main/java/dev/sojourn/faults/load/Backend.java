package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A backend that asks for everything which the other clients leave alone: it lists, searches,
 * introspects, changes attributes, revokes, cuts off, disables and enables. Its users are few and
 * come again, as what is kept of each of them for good has to.
 */
final class Backend implements Runnable {
  private static final int USERS = 10;

  private final Load load;
  private final String name;
  private final Api api;

  Backend(Load load, String name) {
    this.load = load;
    this.name = name;
    this.api = load.api(Actor.BACKEND);
  }

  @Override
  public void run() {
    for (var number = 0; load.goesOn(); number++) {
      serve(name + "-" + number % USERS, number % 5 == 0);
      Load.pause(100, 400);
    }
    api.close();
  }

  private void serve(String user, boolean isCutOff) {
    var opened =
        post(
            "/v1/sessions",
            new JsonObject()
                .put("user_id", user)
                .put("ip_address", "192.0.2.7")
                .put("user_agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
                .put("attributes", new JsonObject().put("theme", "dark"))
                .put("access_token_format", "jwt"));
    if (opened.isEmpty() || opened.get().getJsonObject("tokens") == null) {
      return;
    }
    var session = opened.get().getJsonObject("session").getString("id");
    var tokens = opened.get().getJsonObject("tokens");
    var access = tokens.getString("access_token");
    use(session, user, access);
    if (isCutOff) {
      post("/v1/cut-offs", new JsonObject().put("user_id", user));
      ask("PUT", "/v1/users/" + user + "/disablement", Api.JSON, "");
      ask("DELETE", "/v1/users/" + user + "/disablement", "", "");
    } else if (user.endsWith("1")) {
      ask("DELETE", "/v1/users/" + user + "/sessions", "", "");
    } else {
      api.other(
          load.anyNode(),
          "POST",
          "/v1/revoke",
          Api.KEY + Api.FORM,
          "token=" + tokens.getString("refresh_token"));
    }
  }

  private void use(String session, String user, String access) {
    var self = "Authorization: Bearer " + access + "\r\n";
    for (var path : new String[] {"/v1/verify", "/v1/me", "/v1/me/sessions"}) {
      api.other(load.anyNode(), "GET", path, self, "");
    }
    api.other(load.anyNode(), "POST", "/v1/introspect", Api.KEY + Api.FORM, "token=" + access);
    ask("GET", "/v1/sessions/" + session, "", "");
    ask(
        "PATCH",
        "/v1/sessions/" + session,
        "Content-Type: application/merge-patch+json\r\nIf-Match: *\r\n",
        "{\"attributes\":{\"theme\":\"light\"}}");
    ask("GET", "/v1/sessions?user_id=" + user + "&state=ended&limit=10", "", "");
    ask("GET", "/v1/users/" + user + "/sessions", "", "");
    ask("GET", "/v1/lockouts", "", "");
    ask("GET", "/.well-known/jwks.json", "", "");
    ask("GET", "/metrics", "", "");
    post("/v1/login-attempts", new JsonObject().put("subject", user).put("outcome", "succeeded"));
  }

  private Optional<JsonObject> post(String path, JsonObject body) {
    return ask("POST", path, Api.JSON, body.encode());
  }

  private Optional<JsonObject> ask(String method, String path, String headers, String body) {
    return api.other(load.anyNode(), method, path, Api.KEY + headers, body);
  }
}
