package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Request targets as they are sent (RFC 9112, section 3.2): a proxy in front that decides by a
 * prefix must not be got past by another spelling.
 */
class TargetsApiTest {
  private static final RunningSojourn SOJOURN = RunningSojourn.on(RunningSojourn.On.MEMORY);
  private static final String AN_ID = "0195514a-0000-7000-8000-000000000001";

  private final RawHttp raw = new RawHttp(SOJOURN.address());

  /** Every route of the contract, and the pages, which are none of it. */
  static List<String> routes() {
    var routes = new TreeSet<>(SOJOURN.routes());
    for (var page :
        List.of(
            "/console",
            "/console/sign-in",
            "/console/sessions",
            "/console/keys",
            "/console/users/ada",
            "/account",
            "/account/signed-out",
            "/account/sessions/{id}/end",
            "/docs/",
            "/docs/swagger-ui.css",
            "/assets/x/pages.css")) {
      routes.add("GET " + page);
    }
    routes.add("POST /console/sign-in");
    return List.copyOf(routes);
  }

  /** Spellings that some reader takes for the same path, and a rule for a prefix does not see. */
  private static List<String> spellings(String path) {
    var spellings = new ArrayList<String>();
    for (var before :
        List.of(
            "/",
            "/.",
            "/x/..",
            "/%2e",
            "/x/%2e%2e",
            "/x/.%2E",
            "/x/..;",
            "/.;",
            "/;/",
            "/x\\..",
            "/..",
            "/%2f",
            "/x%2f..",
            "/\\..")) {
      spellings.add(before + path);
    }
    spellings.add("\\" + path.substring(1));
    spellings.add("/\\" + path.substring(1));
    spellings.add("/%2f" + path.substring(1));
    spellings.add("/" + path.substring(1, 2).toUpperCase(Locale.ROOT) + path.substring(2));
    spellings.add("/%%%02x".formatted((int) path.charAt(1)).replace("%%", "%") + path.substring(2));
    for (var slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      var before = path.substring(0, slash);
      var betweens = new ArrayList<>(List.of("//", "/./", "/x/../", "/%2e/", "/;/"));
      if (!before.endsWith(AN_ID) && !before.endsWith("ada")) {
        betweens.addAll(List.of("%2f", "\\")); // behind an id they are a part of it
      }
      for (var between : betweens) {
        spellings.add(before + between + path.substring(slash + 1));
      }
    }
    spellings.remove(path);
    return spellings;
  }

  private static String sample(String template) {
    return template.replace("{id}", AN_ID).replaceAll("\\{[a-z_]+}", "ada");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aRouteHasOneSpelling(String route) {
    var method = route.substring(0, route.indexOf(' '));
    var path = sample(route.substring(route.indexOf(' ') + 1));
    assertFalse(isNotThere(raw.send(method, path, "")), route + " is there");
    for (var spelling : spellings(path)) {
      if (!spelling.startsWith("/v1/verify/")) {
        var answer = raw.send(method, spelling, "");
        assertTrue(isNotThere(answer), method + " " + spelling + ": " + answer);
      }
    }
  }

  /** Not the answer of a route that looked for something and did not find it. */
  private static boolean isNotThere(RawHttp.Answer answer) {
    var body = answer.body();
    return answer.status() == 404
            && (body.contains("\"no such path\"")
                || body.contains("\"no such file\"")
                || body.contains("no such page")
                || body.contains("That did not work"))
        || answer.status() == 400 && body.contains("\"the target must be a path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/verify/../../health/live",
        "/v1/verify/%2e%2e/%2e%2e/metrics",
        "/v1/verify/x/../../../openapi.yaml",
        "/v1/verify/.",
        "/v1/verify/a/..",
        "/v1/verify/.%2E/health/live",
        "/v1/verify/..;/health/live",
        "/v1/verify/..%2f..%2fhealth/live",
        "/v1/verify/..\\..\\health\\live",
        "http://evil.example/v1/verify/../../health/live"
      })
  void dotSegmentsBehindVerifyAreRefusedWithAndWithoutAToken(String target) {
    raw.get(target).expect(400);
    raw.get(target, "Authorization: Bearer " + token()).expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/verify/",
        "/v1/verify/caf%E9",
        "/v1/verify/caf\u00e9",
        "/v1/verify//console",
        "/v1/verify///",
        "/v1/verify/a%2Fb",
        "/v1/verify/%00",
        "/v1/verify/%",
        "/v1/verify/%zz",
        "/v1/verify/a;b=c?d=e&max_age=0",
        "/v1/verify/health/live",
        "/v1/verify/a?x=%E9&/../",
        "http://app.example/v1/verify/a"
      })
  void anyOtherPathBehindVerifyIsTheClientsOwnAndIsNotRead(String target) {
    raw.get(target).expect(401);
    raw.get(target, "Authorization: Bearer " + token()).expect(200);
  }

  private static String token() {
    return SOJOURN
        .api()
        .bearer(RunningSojourn.ADMIN_KEY)
        .post("/v1/sessions", "{\"user_id\": \"user-%s\"}".formatted(UUID.randomUUID()))
        .expect(201)
        .text("/tokens/access_token");
  }

  @Test
  void theAuthorityOfAnAbsoluteTargetIsTheHost() {
    var answer = raw.get("http://app.example:8080/v1/verify/a?b", "Accept: text/html").expect(302);
    assertTrue(
        answer.header("Location").endsWith("return_to=http%3A%2F%2Fapp.example%3A8080%2Fa%3Fb"),
        answer.head());
    raw.get("HTTP://app.example/health/live").expect(200);
    raw.get("http://app.example").expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://app.example/health/live",
        "http:///health/live",
        "http://me@app.example/health/live",
        "http://app.example?x/health/live",
        "health/live",
        "app.example:443",
        "*"
      })
  void whatIsNoTargetOfAnOriginServerIsRefused(String target) {
    raw.get(target).expect(400);
  }

  @Test
  void theServerItselfAnswersOptionsAndIsNoProxy() {
    raw.send("OPTIONS", "*", "").expect(204);
    raw.send("CONNECT", "app.example:443", "").expect(400);
  }

  @Test
  void filesOfTheDocsAreFilesOfTheDocs() {
    for (var file :
        List.of(
            "/docs/..%5c",
            "/docs/..%5c..%5copenapi.yaml",
            "/docs/..%2fopenapi.yaml",
            "/docs/../openapi.yaml",
            "/docs/%2e%2e/x",
            "/docs/%5c",
            "/docs/C:%5cx",
            "/docs/.hidden",
            "/docs/index.html%20",
            "/docs/" + "x".repeat(10_000),
            "/assets/..%5c/pages.css",
            "/assets/x/..%5c",
            "/assets/x/%2e%2e",
            "/assets/" + "x".repeat(5_000) + "/y")) {
      var status = raw.get(file).status();
      assertTrue(status == 404 || file.equals("/assets/..%5c/pages.css"), file + ": " + status);
      assertNotEquals(500, status);
    }
    raw.get("/docs/index.html").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void noIdThatAPathCannotNameIsTaken(String dots) {
    var backend = SOJOURN.api().bearer(RunningSojourn.ADMIN_KEY);
    backend.post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(dots)).expect(400);
    backend
        .post(
            "/v1/login-attempts", "{\"subject\": \"%s\", \"outcome\": \"failed\"}".formatted(dots))
        .expect(400);
    var key = "Authorization: Bearer " + RunningSojourn.ADMIN_KEY;
    var encoded = dots.replace(".", "%2E");
    for (var spelled : Stream.of(dots, encoded).toList()) {
      raw.get("/v1/users/" + spelled + "/sessions", key).expect(400);
      raw.send("DELETE", "/v1/users/" + spelled + "/sessions", "", key).expect(400);
      raw.get("/v1/lockouts/" + spelled, key).expect(400);
      raw.send("DELETE", "/v1/lockouts/" + spelled, "", key).expect(400);
      raw.get("/v1/sessions/" + spelled, key).expect(404);
    }
  }

  @Test
  void aSessionIsFoundByItsIdInCapitals() {
    var backend = SOJOURN.api().bearer(RunningSojourn.ADMIN_KEY);
    var id = backend.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201).text("/session/id");
    var found = backend.get("/v1/sessions/" + id.toUpperCase(Locale.ROOT)).expect(200);
    assertEquals(id, found.text("/id"));
  }
}
