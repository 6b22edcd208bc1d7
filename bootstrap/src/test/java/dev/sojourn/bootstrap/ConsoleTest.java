package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.SojournConfig.Reading;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The console's door: who comes in, how long they stay, and what its tokens are worth elsewhere.
 * What a browser makes of its pages is tested in browser/.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
  private static final String LIST = "/console/sessions";
  private static final String NEWS = "/console/live/sessions";

  private RunningSojourn sojourn;

  @BeforeAll
  void start() {
    sojourn = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
  }

  @AfterAll
  void stop() {
    sojourn.close();
  }

  private Api admin() {
    return sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  private ConsoleVisitor signedIn(String key) {
    return ConsoleVisitor.with(sojourn.address(), key);
  }

  /** A session of an application, with its tokens. */
  private Api.Answer open(String userId) {
    return admin().post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(userId)).expect(201);
  }

  /** The id of the latest console session of this key. */
  private String sessionOf(String key) {
    return admin()
        .get("/v1/sessions?state=active&limit=1&user_id=console%3A" + key)
        .expect(200)
        .text("/items/0/id");
  }

  private static boolean isAskedToSignIn(HttpResponse<String> answer) {
    return answer.statusCode() == 303
        && answer.headers().firstValue("Location").orElse("").startsWith("/console/sign-in?");
  }

  @Test
  void theTokensAreInCookiesThatNoScriptReadsForThisHostAlone() {
    var answer = new ConsoleVisitor(sojourn.address()).signIn(RunningSojourn.ADMIN_KEY);
    assertEquals(303, answer.statusCode());
    var cookies = answer.headers().allValues("Set-Cookie");
    assertEquals(2, cookies.size());
    for (var cookie : cookies) {
      assertTrue(cookie.startsWith("__Host-sojourn-console"), cookie);
      for (var attribute :
          new String[] {"; Path=/", "; Secure", "; HTTPOnly", "; SameSite=Strict"}) {
        assertTrue(cookie.contains(attribute), cookie + " has " + attribute);
      }
      assertFalse(cookie.contains("Domain"), cookie);
      assertFalse(cookie.contains("Max-Age"), cookie);
    }
  }

  @Test
  void itIsASessionLikeAllOthersOfThePolicyConsole() {
    signedIn(RunningSojourn.READ_KEY);
    var session = admin().get("/v1/sessions/" + sessionOf("reader")).expect(200);
    assertEquals("console", session.text("/policy"));
    assertEquals("reader", session.text("/client_id"));
    assertEquals("api_key", session.text("/amr/0"));
    var policies = admin().get("/v1/policies").expect(200).json().get("items");
    var consoles = new ArrayList<String>();
    for (var policy : policies) {
      if (policy.get("name").asText().equals("console")) {
        consoles.add(
            policy.get("idle_timeout").asText() + " " + policy.get("absolute_timeout").asText());
      }
    }
    assertEquals(List.of("PT30M PT12H"), consoles);
  }

  @Test
  void pagesLoadNothingFromElsewhereAndAreKeptNowhere() {
    var page = signedIn(RunningSojourn.ADMIN_KEY).get(LIST);
    var policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"));
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
    assertFalse(page.body().contains("style=\""));
    assertFalse(page.body().contains("sat_") || page.body().contains("sak_"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /v1/sessions", "POST /v1/sessions, repeatable"})
  void noApiKeyOpensASessionOfTheConsole(String way) {
    var api = way.endsWith("repeatable") ? admin().header("Idempotency-Key", "forged") : admin();
    var answer =
        api.post("/v1/sessions", "{\"user_id\": \"console:admin\", \"policy\": \"console\"}")
            .expect(400);
    assertEquals("/policy", answer.text("/errors/0/pointer"));
    assertTrue(answer.text("/detail").contains("console"));
  }

  @Test
  void noApiKeyGetsTheTokensOfAnOperatorByReauthenticatingThem() {
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    sojourn
        .api()
        .bearer(RunningSojourn.SHOP_KEY)
        .post("/v1/sessions/" + sessionOf("admin") + "/authentication", "{}")
        .expect(404);
    assertEquals(200, operator.get(LIST).statusCode());
  }

  @Test
  void tokensOfTheConsoleAreWorthNothingElsewhere() {
    var operator = signedIn(RunningSojourn.READ_KEY);
    var access = operator.cookie(ConsoleVisitor.ACCESS);
    var refresh = operator.cookie(ConsoleVisitor.REFRESH);
    sojourn.api().bearer(access).get("/v1/verify").expect(401);
    sojourn.api().header("Cookie", "__Host-sojourn=" + access).get("/v1/verify").expect(401);
    sojourn.api().bearer(access).get("/v1/me").expect(401);
    for (var token : new String[] {access, refresh}) {
      var answer = admin().form("/v1/introspect", Map.of("token", token)).expect(200);
      assertFalse(answer.json().get("active").asBoolean());
    }
  }

  @Test
  void tokensOfApplicationsOpenNoConsole() {
    var opened = open("console:admin");
    var rotations = "sojourn_refreshes_total{outcome=\"rotated\"}";
    var rotated = sojourn.metric(rotations);
    var forger = new ConsoleVisitor(sojourn.address());
    forger.cookies().put(ConsoleVisitor.ACCESS, opened.text("/tokens/access_token"));
    forger.cookies().put(ConsoleVisitor.REFRESH, opened.text("/tokens/refresh_token"));
    assertTrue(isAskedToSignIn(forger.get(LIST)));
    assertEquals(401, forger.get(NEWS, "HX-Request", "true").statusCode());
    forger.cookies().remove(ConsoleVisitor.ACCESS);
    assertTrue(isAskedToSignIn(forger.get(LIST)));
    assertEquals(401, forger.get(NEWS, "HX-Request", "true").statusCode());
    var session = admin().get("/v1/sessions/" + opened.text("/session/id")).expect(200);
    assertEquals("active", session.text("/state"));
    assertEquals(rotated, sojourn.metric(rotations), "its refresh token was not traded");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a page of the console                       | same-origin | own                  | none  | 303
          a page of the console, by an older browser  |             | own                  | none  | 303
          by the name that operators are not told     | same-origin | https://id.example   | none  | 303
          another site                                | cross-site  | https://evil.example | right | 403
          another site that hides its name            | cross-site  | null                 | right | 403
          another site, by an older browser           |             | https://evil.example | right | 403
          a page that may use the API                 | cross-site  | https://app.example  | right | 403
          a sibling of ours                           | same-site   | https://x.id.example | right | 403
          a browser that says nothing, with the mark  |             |                      | right | 303
          a browser that says nothing, without        |             |                      | none  | 403
          a browser that says nothing, with another's |             |                      | other | 403
          """)
  void whoMaySendAForm(String rule, String fetchSite, String origin, String mark, int status) {
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    var session = open("ada").text("/session/id");
    var csrf =
        switch (mark) {
          case "right" -> operator.csrf(LIST);
          case "other" -> signedIn(RunningSojourn.ADMIN_KEY).csrf(LIST);
          default -> "";
        };
    var headers = new ArrayList<String>();
    if (fetchSite != null) {
      headers.addAll(List.of("Sec-Fetch-Site", fetchSite));
    }
    if (origin != null) {
      headers.addAll(
          List.of("Origin", origin.equals("own") ? sojourn.address().toString() : origin));
    }
    var answer =
        operator.postAs(
            LIST + "/" + session + "/end", Map.of("csrf", csrf), headers.toArray(String[]::new));
    assertEquals(status, answer.statusCode());
    var state = admin().get("/v1/sessions/" + session).expect(200).text("/state");
    assertEquals(status == 303 ? "ended" : "active", state);
  }

  @Test
  void nobodyIsSignedInByAPageOfAnotherSite() {
    var visitor = new ConsoleVisitor(sojourn.address());
    var answer =
        visitor.postAs(
            "/console/sign-in",
            Map.of("key", RunningSojourn.ADMIN_KEY),
            "Origin",
            "https://evil.example");
    assertEquals(403, answer.statusCode());
    assertEquals(Map.of(), visitor.cookies());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/console//evil.example",
        "/v1/me"
      })
  void nobodyIsSentElsewhereBySigningIn(String next) {
    var answer =
        new ConsoleVisitor(sojourn.address())
            .post("/console/sign-in", Map.of("key", RunningSojourn.ADMIN_KEY, "next", next));
    assertEquals("/console", answer.headers().firstValue("Location").orElse(""));
  }

  @Test
  void whatTheScopesForbidIsRefusedHoweverItIsSent() {
    var session = open("ada").text("/session/id");
    var reader = signedIn(RunningSojourn.READ_KEY);
    assertEquals(403, reader.get(LIST + "/" + session + "/end").statusCode());
    assertEquals(403, reader.post(LIST + "/" + session + "/end", Map.of()).statusCode());
    assertEquals(403, reader.post(LIST + "/" + session + "/end-others", Map.of()).statusCode());
    assertEquals("active", admin().get("/v1/sessions/" + session).text("/state"));
    var revoker = signedIn(RunningSojourn.REVOKE_KEY);
    assertEquals(403, revoker.get(LIST).statusCode());
    assertEquals(403, revoker.get(NEWS).statusCode());
    assertEquals(403, revoker.get(LIST + "/" + session).statusCode());
    assertEquals(303, revoker.post(LIST + "/" + session + "/end", Map.of()).statusCode());
    assertEquals("ended", admin().get("/v1/sessions/" + session).text("/state"));
  }

  @Test
  void aPageThatIsOpenKeepsNobodySignedIn() {
    var idle = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    try {
      var operator = ConsoleVisitor.with(idle.address(), RunningSojourn.ADMIN_KEY);
      for (var minute = 1; minute < 30; minute++) {
        idle.clock().advance(Duration.ofMinutes(1));
        assertEquals(200, operator.get(NEWS, "HX-Request", "true").statusCode(), "at " + minute);
      }
      idle.clock().advance(Duration.ofMinutes(1));
      var over = operator.get(NEWS, "HX-Request", "true");
      assertEquals(401, over.statusCode());
      assertEquals(
          "/console/sign-in?why=idle", over.headers().firstValue("HX-Redirect").orElse(""));
      assertEquals(Map.of(), operator.cookies());
    } finally {
      idle.close();
    }
  }

  @Test
  void whoGoesOnStaysUntilTheAbsoluteTimeoutAndTwoTabsGetTheSameTokens() {
    var busy = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    try {
      var operator = ConsoleVisitor.with(busy.address(), RunningSojourn.ADMIN_KEY);
      for (var visit = 1; visit < 36; visit++) {
        busy.clock().advance(Duration.ofMinutes(20));
        var tab = new ConsoleVisitor(busy.address());
        tab.cookies().putAll(operator.cookies());
        assertEquals(200, operator.get(LIST).statusCode(), "visit " + visit);
        assertNotEquals(tab.cookies(), operator.cookies(), "refreshed");
        assertEquals(200, tab.get(LIST).statusCode());
        assertEquals(operator.cookies(), tab.cookies());
      }
      busy.clock().advance(Duration.ofMinutes(20));
      assertTrue(isAskedToSignIn(operator.get(LIST)));
    } finally {
      busy.close();
    }
  }

  @Test
  void whoseSessionIsEndedIsOutAtOnce() {
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    admin().delete("/v1/sessions/" + sessionOf("admin")).expect(204);
    assertTrue(isAskedToSignIn(operator.get(LIST)));
    assertEquals(Map.of(), operator.cookies());
  }

  @Test
  void signingOutEndsTheSession() {
    var operator = signedIn(RunningSojourn.OTHER_KEY);
    var session = sessionOf("other");
    assertEquals(303, operator.post("/console/sign-out", Map.of()).statusCode());
    assertEquals(Map.of(), operator.cookies());
    assertEquals("logout", admin().get("/v1/sessions/" + session).text("/end_reason"));
  }

  @Test
  void wrongKeysAreAnsweredTenTimesAMinute() {
    var limited = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    try {
      var guesser = new ConsoleVisitor(limited.address());
      for (var i = 0; i < 10; i++) {
        assertEquals(403, guesser.signIn(RunningSojourn.ADMIN_KEY + i).statusCode());
      }
      var refused = guesser.signIn(RunningSojourn.ADMIN_KEY);
      assertEquals(429, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals(Map.of(), guesser.cookies());
    } finally {
      limited.close();
    }
  }

  @Test
  void aKeyThatIsWithdrawnSignsItsOperatorsOutAlsoWhenAnotherTakesItsName(@TempDir Path directory)
      throws IOException {
    var line = "ops=%s:sessions:read\n";
    var keys =
        Files.writeString(directory.resolve("keys"), line.formatted(RunningSojourn.READ_KEY));
    var settings =
        Map.of(
            "SOJOURN_HTTP_PORT",
            "0",
            "SOJOURN_STORE",
            "memory",
            "SOJOURN_API_KEYS_FILE",
            keys.toString());
    if (!(SojournConfig.read(settings, directory) instanceof Reading.Good(var config))) {
      throw new AssertionError("the settings are good");
    }
    try (var own = Sojourn.start(config, new MillisecondClock(), RunningSojourn.ANY_WAIT)) {
      var operator = ConsoleVisitor.with(own.address(), RunningSojourn.READ_KEY);
      assertEquals(200, operator.get(LIST).statusCode());
      Files.writeString(keys, line.formatted(RunningSojourn.OTHER_KEY));
      eventually(() -> isAskedToSignIn(operator.get(LIST)));
      assertEquals(Map.of(), operator.cookies());
      ConsoleVisitor.with(own.address(), RunningSojourn.OTHER_KEY);
    }
  }
}
