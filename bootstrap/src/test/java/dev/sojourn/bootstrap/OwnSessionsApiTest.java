package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sessions a client reaches: its own, and those of others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnSessionsApiTest {
  private static final String ADMIN = "sak_admin-admin-admin-admin-admin";
  private static final String SHOP = "sak_shop-shop-shop-shop-shop-shop";
  private static final String REVOKER = "sak_revoke-revoke-revoke-revoke";
  private static final String TENANT = "sak_tenant-tenant-tenant-tenant";
  private static final String READER_OF_TENANT = "sak_second-second-second-second";
  private static final String KEYS =
      "admin=%s:admin,shop=%s:sessions:read+sessions:write,revoker=%s:sessions:revoke,"
              .formatted(ADMIN, SHOP, REVOKER)
          + "tenant=%s:sessions:own+sessions:read+sessions:write+sessions:revoke+logins:write"
              .formatted(TENANT)
          + "+audit:read+events:poll,tenant=%s:sessions:read".formatted(READER_OF_TENANT);

  private final String user = "user-" + UUID.randomUUID();
  private RunningSojourn sojourn;

  @BeforeAll
  void start() {
    sojourn = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS", KEYS));
  }

  @AfterAll
  void stop() {
    sojourn.close();
  }

  private Api by(String key) {
    return sojourn.api().bearer(key);
  }

  private Api.Answer opened(String key) {
    return by(key).post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user)).expect(201);
  }

  private String open(String key) {
    return opened(key).text("/session/id");
  }

  private String state(String session) {
    return by(ADMIN).get("/v1/sessions/" + session).expect(200).text("/state");
  }

  /** What a key with {@code sessions:own} gets of each route that takes an API key. */
  private static final Map<String, String> ROUTES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("POST /v1/sessions", "own"),
              Map.entry("GET /v1/sessions", "own"),
              Map.entry("GET /v1/sessions/{id}", "own"),
              Map.entry("PATCH /v1/sessions/{id}", "own"),
              Map.entry("DELETE /v1/sessions/{id}", "own"),
              Map.entry("POST /v1/sessions/{id}/authentication", "own"),
              Map.entry("GET /v1/users/{user_id}/sessions", "own"),
              Map.entry("DELETE /v1/users/{user_id}/sessions", "own"),
              Map.entry("GET /v1/audit", "own"),
              Map.entry("GET /v1/events", "own"),
              Map.entry("POST /v1/introspect", "own"),
              Map.entry("POST /v1/token", "own"),
              Map.entry("POST /v1/revoke", "own"),
              Map.entry("POST /v1/authorizations", "of no session"),
              Map.entry("GET /v1/policies", "of no session"),
              Map.entry("POST /v1/login-attempts", "of no session"),
              Map.entry("GET /v1/lockouts/{subject}", "of no session"),
              Map.entry("GET /v1/lockouts", "refused"),
              Map.entry("DELETE /v1/lockouts/{subject}", "refused"),
              Map.entry("GET /v1/users/{user_id}/disablement", "refused"),
              Map.entry("PUT /v1/users/{user_id}/disablement", "refused"),
              Map.entry("DELETE /v1/users/{user_id}/disablement", "refused"),
              Map.entry("POST /v1/cut-offs", "refused"),
              Map.entry("GET /v1/cut-offs", "refused"),
              Map.entry("GET /v1/subscribers", "refused"),
              Map.entry("GET /v1/subscribers/{name}/dead-letters", "refused"),
              Map.entry("POST /v1/subscribers/{name}/redeliveries", "refused"),
              Map.entry("POST /v1/subscribers/{name}/poll", "refused"),
              Map.entry("GET /v1/signing-keys", "refused"),
              Map.entry("POST /v1/signing-keys", "refused"),
              Map.entry("DELETE /v1/signing-keys/{id}", "refused"),
              Map.entry("GET /v1/log-levels", "refused"),
              Map.entry("PUT /v1/log-levels", "refused")));

  /** Routes that take no API key. */
  private static boolean isWithoutKey(String route) {
    var path = route.substring(route.indexOf(' ') + 1);
    return !path.startsWith("/v1/") || path.equals("/v1/verify") || path.startsWith("/v1/me");
  }

  @Test
  void eachRouteThatTakesAKeyIsLimitedOrRefused() {
    var taking = new TreeSet<>(sojourn.routes());
    taking.removeIf(OwnSessionsApiTest::isWithoutKey);
    assertEquals(new TreeSet<>(ROUTES.keySet()), taking);
    ROUTES.forEach(
        (route, expected) -> {
          if (expected.equals("refused")) {
            var method = route.substring(0, route.indexOf(' '));
            var path =
                route
                    .substring(route.indexOf(' ') + 1)
                    .replace("{user_id}", user)
                    .replace("{subject}", user)
                    .replace("{name}", "tenant")
                    .replace("{id}", "A".repeat(43));
            assertEquals(403, by(TENANT).json(method, path, "{}").status(), route);
          }
        });
  }

  @Test
  void sessionsOfOthersAreNotThere() {
    var own = open(TENANT);
    var others = open(SHOP);
    by(TENANT).get("/v1/sessions/" + own).expect(200);
    by(TENANT).get("/v1/sessions/" + others).expect(404);
    by(TENANT).delete("/v1/sessions/" + others).expect(404);
    by(TENANT).post("/v1/sessions/" + others + "/authentication", "{}").expect(404);
    by(TENANT)
        .header("If-Match", "*")
        .json("PATCH", "/v1/sessions/" + others, "{\"attributes\": {\"a\": 1}}")
        .expect(404);
    assertEquals("active", state(others));
    by(TENANT).delete("/v1/sessions/" + own).expect(204);
    assertEquals("ended", state(own));
  }

  @Test
  void listsAndCountsAreOfOwnSessionsAlone() {
    var own = open(TENANT);
    var others = open(SHOP);
    for (var path :
        new String[] {
          "/v1/sessions?user_id=" + user,
          "/v1/sessions?state=active&client_id=tenant",
          "/v1/users/" + user + "/sessions"
        }) {
      var found = by(TENANT).get(path).expect(200).body();
      assertTrue(found.contains(own), path);
      assertFalse(found.contains(others), path);
    }
    by(TENANT).get("/v1/sessions?client_id=shop").expect(400);
    assertTrue(by(ADMIN).get("/v1/sessions?client_id=shop").expect(200).body().contains(others));
    assertFalse(by(ADMIN).get("/v1/sessions?client_id=shop").body().contains(own));
    var ended = by(TENANT).delete("/v1/users/" + user + "/sessions").expect(200);
    assertTrue(ended.json().get("ended").asInt() >= 1);
    assertEquals("active", state(others));
    assertEquals("ended", state(own));
  }

  @Test
  void theAuditTrailIsOfOwnSessionsAlone() {
    var own = open(TENANT);
    var others = open(SHOP);
    var trail = by(TENANT).get("/v1/audit?user_id=" + user + "&limit=1000").expect(200).body();
    assertTrue(trail.contains(own));
    assertFalse(trail.contains(others));
    var lines =
        by(TENANT).header("Accept", "application/x-ndjson").get("/v1/audit").expect(200).body();
    assertTrue(lines.contains(own));
    assertFalse(lines.contains(others));
    by(TENANT).get("/v1/audit?client_id=shop").expect(400);
    assertTrue(by(ADMIN).get("/v1/audit?client_id=shop").expect(200).body().contains(others));
  }

  @Test
  void eventsAreOfOwnSessionsAlone() {
    try (var events = EventStream.open(sojourn.address(), "/v1/events", TENANT, List.of())) {
      open(SHOP);
      var own = open(TENANT);
      assertTrue(events.next().data().contains(own), "the first that is told is its own");
    }
    by(TENANT).get("/v1/events?client_id=shop").expect(400);
  }

  @Test
  void tokensOfOthersAreInactiveAndUnknown() {
    var own = opened(TENANT);
    var others = opened(SHOP);
    for (var kind : new String[] {"access_token", "refresh_token"}) {
      var hint = Map.of("token", others.text("/tokens/" + kind), "token_type_hint", kind);
      assertFalse(
          by(TENANT).form("/v1/introspect", hint).expect(200).json().get("active").asBoolean());
      var ofOwn = Map.of("token", own.text("/tokens/" + kind), "token_type_hint", kind);
      assertTrue(
          by(TENANT).form("/v1/introspect", ofOwn).expect(200).json().get("active").asBoolean());
      by(TENANT).form("/v1/revoke", hint).expect(200);
    }
    assertEquals("active", state(others.text("/session/id")));
    by(TENANT)
        .form(
            "/v1/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                others.text("/tokens/refresh_token")))
        .expect(400);
  }

  @Test
  void theConsoleShowsAllAndTakesNoKeyThatIsLimited() {
    assertEquals(403, new ConsoleVisitor(sojourn.address()).signIn(TENANT).statusCode());
  }

  @Test
  void anOperatorOfTheSameNameIsNoSessionOfTheClient() {
    ConsoleVisitor.with(sojourn.address(), READER_OF_TENANT);
    var operators = "/v1/users/console%3Atenant/sessions";
    assertFalse(by(ADMIN).get(operators).expect(200).json().get("items").isEmpty());
    assertTrue(by(TENANT).get(operators).expect(200).json().get("items").isEmpty());
    assertTrue(
        by(TENANT)
            .get("/v1/sessions?user_id=console%3Atenant")
            .expect(200)
            .json()
            .get("items")
            .isEmpty());
    assertFalse(
        by(TENANT).get("/v1/audit?limit=1000").expect(200).body().contains("console:tenant"));
    assertEquals(0, by(TENANT).delete(operators).expect(200).json().get("ended").asInt());
  }

  // ------------------------------------------------------------------- keys that are not limited

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          re-authenticated  | the client that opened it | 200
          re-authenticated  | another client            | 404
          re-authenticated  | an operator               | 200
          its attributes    | the client that opened it | 200
          its attributes    | another client            | 404
          its attributes    | an operator               | 200
          """)
  void aSessionIsChangedByTheClientThatOpenedItOrAnOperator(String what, String who, int status) {
    var session = open(who.equals("another client") ? TENANT : SHOP);
    var api = by(who.equals("an operator") ? ADMIN : SHOP);
    var path = "/v1/sessions/" + session;
    var answer =
        what.equals("re-authenticated")
            ? api.post(path + "/authentication", "{\"amr\": [\"pwd\"]}")
            : api.header("If-Match", "*").json("PATCH", path, "{\"attributes\": {\"cart\": 1}}");
    answer.expect(status);
    var after = by(ADMIN).get(path).expect(200);
    assertEquals("active", after.text("/state"));
    assertEquals(status == 200 && what.equals("its attributes"), after.body().contains("cart"));
    assertEquals(status == 200 && what.equals("re-authenticated"), after.body().contains("pwd"));
  }

  @Test
  void readingAndEndingIsForAllApplicationsWhereAKeyIsNotLimited() {
    var session = open(TENANT);
    by(SHOP).get("/v1/sessions/" + session).expect(200);
    by(REVOKER).delete("/v1/sessions/" + session).expect(204);
  }

  // ------------------------------------------------------------------- operators

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void anOperatorIsDisabledAndEnabledByAdminsAlone(String method) {
    var path = "/v1/users/console%3Arevoker/disablement";
    by(REVOKER).json(method, path, "{}").expect(403);
    assertTrue(by(REVOKER).json(method, path, "{}").body().contains("admin"), "says what it needs");
    var operator = ConsoleVisitor.with(sojourn.address(), REVOKER);
    assertEquals(
        403,
        operator
            .post(
                "/console/users/console%3Aadmin/" + (method.equals("PUT") ? "disable" : "enable"),
                Map.of())
            .statusCode());
    by(ADMIN).json("PUT", path, "{}").expect(200);
    assertEquals(403, new ConsoleVisitor(sojourn.address()).signIn(REVOKER).statusCode());
    by(ADMIN).json("DELETE", path, "{}").expect(204);
    sojourn.clock().advance(Duration.ofMillis(1)); // what authenticated by then stays cut off
    ConsoleVisitor.with(sojourn.address(), REVOKER);
  }

  @Test
  void sessionsOfOperatorsAreEndedByAdminsAndByThemselvesAlone() {
    var admin = ConsoleVisitor.with(sojourn.address(), ADMIN);
    var session =
        by(ADMIN)
            .get("/v1/sessions?state=active&limit=1&user_id=console%3Aadmin")
            .expect(200)
            .text("/items/0/id");
    by(REVOKER).delete("/v1/sessions/" + session).expect(404);
    by(REVOKER).delete("/v1/users/console%3Aadmin/sessions").expect(200);
    assertEquals("active", state(session));
    var revoker = ConsoleVisitor.with(sojourn.address(), REVOKER);
    assertEquals(404, revoker.post("/console/sessions/" + session + "/end", Map.of()).statusCode());
    revoker.post("/console/users/console%3Aadmin/end", Map.of());
    assertEquals("active", state(session));
    assertEquals(200, admin.get("/console/sessions").statusCode());
    assertEquals(303, revoker.post("/console/sign-out", Map.of()).statusCode());
    by(ADMIN).delete("/v1/sessions/" + session).expect(204);
  }

  /** An application could have a person whose id looks like an operator's. */
  @Test
  void aPersonWithTheIdOfAnOperatorNeitherSeesNorEndsTheirSessions() {
    var operator = ConsoleVisitor.with(sojourn.address(), ADMIN);
    var session =
        by(ADMIN)
            .get("/v1/sessions?state=active&limit=1&policy=console&user_id=console%3Aadmin")
            .expect(200)
            .text("/items/0/id");
    var person =
        by(SHOP)
            .post("/v1/sessions", "{\"user_id\": \"console:admin\"}")
            .expect(201)
            .text("/tokens/access_token");
    assertFalse(by(person).get("/v1/me/sessions").expect(200).body().contains(session));
    by(person).delete("/v1/me/sessions/" + session).expect(404);
    by(person).delete("/v1/me/sessions?except=current").expect(200);
    assertEquals("active", state(session));
    assertEquals(200, operator.get("/console/sessions").statusCode());
  }

  @Test
  void aKeyIsNotBothAnOperatorsAndLimited() {
    var reading =
        SojournConfig.read(
            Map.of(
                "SOJOURN_STORE",
                "memory",
                "SOJOURN_API_KEYS",
                "tenant=%s:admin+sessions:own".formatted(TENANT)),
            Path.of("").toAbsolutePath());
    assertTrue(
        reading instanceof Reading.Faulty(var faults)
            && faults.toString().contains("sessions:own"));
  }
}
