package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.bootstrap.wiring.SmallMaxMindDatabase;
import dev.sojourn.domain.session.ClientId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The console: who comes in, how long they stay, what its tokens are worth elsewhere, and what its
 * pages say. What a browser makes of its pages is tested in browser/.
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

  /** Every endpoint that takes a token, in every way in which it takes one. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "refreshed in the body",
        "refreshed in the cookie of applications",
        "exchanged",
        "verified",
        "verified in the cookie",
        "verified as Envoy asks",
        "verified with a proof",
        "introspected",
        "introspected as a refresh token",
        "shown at /v1/me",
        "its sessions listed",
        "one session ended",
        "all its sessions ended",
        "shown at /account by the access token",
        "shown at /account by the refresh token",
        "revoked by the access token",
        "revoked by the refresh token",
        "revoked in the cookie of applications"
      })
  void aTokenOfTheConsoleIsUnknownAndItsSessionStaysAsItIs(String way) {
    var operator = signedIn(RunningSojourn.READ_KEY);
    var session = sessionOf("reader");
    var before = admin().get("/v1/sessions/" + session).expect(200).json();
    var access = operator.cookie(ConsoleVisitor.ACCESS);
    var refresh = operator.cookie(ConsoleVisitor.REFRESH);
    var anyone = sojourn.api();
    var sameOrigin = anyone.header("Sec-Fetch-Site", "same-origin");
    var inCookie = sameOrigin.header("Cookie", "__Host-sojourn-refresh=" + refresh);
    var proof =
        new DpopClient()
            .proof("GET", "https://id.example/v1/verify", sojourn.clock().instant(), access);
    switch (way) {
      case "refreshed in the body" ->
          anyone
              .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh))
              .expect(400);
      case "refreshed in the cookie of applications" ->
          inCookie
              .form("/v1/token", Map.of("grant_type", "refresh_token", "transport", "cookie"))
              .expect(400);
      case "exchanged" ->
          anyone
              .form(
                  "/v1/token",
                  Map.of(
                      "grant_type",
                      "authorization_code",
                      "code",
                      refresh,
                      "code_verifier",
                      "v".repeat(43)))
              .expect(400);
      case "verified" -> anyone.bearer(access).get("/v1/verify").expect(401);
      case "verified in the cookie" ->
          sameOrigin.header("Cookie", "__Host-sojourn=" + access).get("/v1/verify").expect(401);
      case "verified as Envoy asks" -> anyone.bearer(access).get("/v1/verify/orders").expect(401);
      case "verified with a proof" ->
          anyone
              .header("Authorization", "DPoP " + access)
              .header("DPoP", proof)
              .get("/v1/verify")
              .expect(401);
      case "introspected" ->
          assertFalse(
              admin()
                  .form("/v1/introspect", Map.of("token", access))
                  .expect(200)
                  .json()
                  .get("active")
                  .asBoolean());
      case "introspected as a refresh token" ->
          assertFalse(
              admin()
                  .form(
                      "/v1/introspect",
                      Map.of("token", refresh, "token_type_hint", "refresh_token"))
                  .expect(200)
                  .json()
                  .get("active")
                  .asBoolean());
      case "shown at /v1/me" -> anyone.bearer(access).get("/v1/me").expect(401);
      case "its sessions listed" -> anyone.bearer(access).get("/v1/me/sessions").expect(401);
      case "one session ended" ->
          anyone.bearer(access).delete("/v1/me/sessions/" + session).expect(401);
      case "all its sessions ended" -> anyone.bearer(access).delete("/v1/me/sessions").expect(401);
      case "shown at /account by the access token" -> {
        var visitor = new ConsoleVisitor(sojourn.address());
        visitor.cookies().put("__Host-sojourn", access);
        assertEquals(302, visitor.get("/account").statusCode());
      }
      case "shown at /account by the refresh token" -> {
        var visitor = new ConsoleVisitor(sojourn.address());
        visitor.cookies().put("__Host-sojourn-refresh", refresh);
        assertEquals(302, visitor.get("/account").statusCode());
      }
      case "revoked by the access token" ->
          anyone.form("/v1/revoke", Map.of("token", access)).expect(200);
      case "revoked by the refresh token" ->
          anyone.form("/v1/revoke", Map.of("token", refresh)).expect(200);
      case "revoked in the cookie of applications" ->
          inCookie.form("/v1/revoke", Map.of("transport", "cookie")).expect(200);
      default -> throw new AssertionError(way);
    }
    assertEquals(before, admin().get("/v1/sessions/" + session).expect(200).json());
    assertEquals(200, operator.get(LIST).statusCode());
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
        "/console/../../evil",
        "/console/%2e%2e/%2e%2e/evil",
        "/console/..%5cevil",
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
      var refused = guesser.signIn(RunningSojourn.ADMIN_KEY + "x");
      assertEquals(429, refused.statusCode());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals(Map.of(), guesser.cookies());
      assertEquals(
          303, guesser.signIn(RunningSojourn.ADMIN_KEY).statusCode(), "a right key is taken");
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

  // --------------------------------------------------------------------------- what pages say

  private static String page(ConsoleVisitor operator, String path) {
    var answer = operator.get(path);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  /** The text of a page without its tags, each stretch of white space one space. */
  private static String text(String page) {
    return page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  @Test
  void thePageOfAnOperatorsSessionSaysInWordsHowTheySignedInAndNoHash() {
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    var id = sessionOf("admin");
    var page = page(operator, LIST + "/" + id);
    assertTrue(text(page).contains(" with the API key admin"), page);
    assertFalse(page.contains("Assurance"), page);
    assertFalse(page.contains(fingerprint()), page);
    assertTrue(admin().get("/v1/sessions/" + id).expect(200).json().get("acr").isNull());
  }

  private static String fingerprint() {
    return new ApiKey(
            new ClientId("admin"), ApiKey.KeyHash.of(RunningSojourn.ADMIN_KEY), Set.of(Scope.ADMIN))
        .fingerprint();
  }

  @Test
  void thePageOfASessionSaysByWhatThePersonAuthenticatedAndWhichKeyOpenedIt() {
    var opened =
        admin()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"ada\", \"amr\": [\"pwd\", \"otp\", \"own\"], \"acr\": \"aal2\"}")
            .expect(201);
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    var page = text(page(operator, LIST + "/" + opened.text("/session/id")));
    assertTrue(page.contains(" by password and one-time code and own (pwd, otp, own)"), page);
    assertTrue(page.contains("Assurance aal2"), page);
    assertTrue(page.contains("Opened by API key admin"), page);
  }

  @Test
  void theOverviewAndThePoliciesSayWhatIsOfThisNodeAndWhatOfAll() {
    var operator = signedIn(RunningSojourn.READ_KEY);
    var overview = text(page(operator, "/console/overview"));
    assertTrue(overview.contains("The charts count what the node that serves this page did."));
    assertTrue(overview.contains("are counted in the store, for all nodes."));
    assertTrue(overview.matches(".* This node .* All nodes .*"), overview);
    var policies = text(page(operator, "/console/policies?policy=default&idle=30m"));
    assertTrue(
        policies.contains("the policies in the configuration of the node that serves this page"));
    assertTrue(policies.contains("now, on all nodes together."), policies);
  }

  @Test
  void theButtonOfTheColoursIsNamedAfterWhatItDoes() {
    var page = page(signedIn(RunningSojourn.READ_KEY), LIST);
    var button = page.replaceAll("(?s).*(<button[^>]*id=\"theme\".*?</button>).*", "$1");
    assertTrue(button.contains("data-verb=\"Switch to\""), button);
    assertTrue(button.contains("data-dark=\"Dark colours\""), button);
  }

  @Test
  void timesSayTheirInstantToScriptsAndUtcToPeopleWithoutThem() {
    var id = open("ada").text("/session/id");
    var at = admin().get("/v1/sessions/" + id).expect(200).text("/created_at");
    var page = page(signedIn(RunningSojourn.READ_KEY), LIST + "/" + id);
    assertTrue(
        page.contains(
            "<time datetime=\"%s\" title=\"%s\">2026-11-24 00:00:00 UTC</time>".formatted(at, at)),
        page);
    assertTrue(page.contains("data-exact"), "beside what is left of a deadline");
  }

  @ParameterizedTest
  @CsvSource({"'', 60 min ago, 30 min ago, a minute", "?range=day, 24 h ago, 12 h ago, per 15 min"})
  void theChartsOfTheOverviewHaveAxesAndATable(
      String range, String begin, String middle, String step) {
    open("ada");
    var page = page(signedIn(RunningSojourn.READ_KEY), "/console/overview" + range);
    var tile = page.replaceAll("(?s).*(<article[^>]*id=\"tile-opened\".*?</article>).*", "$1");
    assertTrue(
        tile.contains("<span>%s</span><span>%s</span><span>now</span>".formatted(begin, middle)),
        tile);
    assertTrue(
        tile.contains("role=\"img\" aria-labelledby=\"tile-opened-title tile-opened-desc\""));
    assertTrue(tile.matches("(?s).*<title id=\"tile-opened-title\">[^<]*" + step + "</title>.*"));
    assertTrue(tile.matches("(?s).*<desc id=\"tile-opened-desc\">[1-9].*"), tile);
    assertEquals(13, tile.split("<tr>", -1).length - 1, "rows of the table");
    assertTrue(page.contains("hx-get=\"/console/live/overview?range="));
    assertEquals(
        200,
        signedIn(RunningSojourn.READ_KEY)
            .get("/console/live/overview?range=day", "HX-Request", "true")
            .statusCode());
  }

  @Test
  void usersAreFoundByTheBeginningOfTheirIdsPageByPage() {
    for (var i = 0; i < 52; i++) {
      open("found/%02d".formatted(i));
    }
    open("fount");
    var operator = signedIn(RunningSojourn.READ_KEY);
    var first = page(operator, "/console/users?prefix=found%2F");
    assertEquals(50, first.split("/console/users/found", -1).length - 1);
    var next = first.replaceAll("(?s).*<a[^>]*href=\"([^\"]*)\" rel=\"next\".*", "$1");
    var second = page(operator, next.replace("&amp;", "&"));
    assertTrue(second.contains(">found/50</a>") && second.contains(">found/51</a>"), second);
    assertFalse(second.contains("rel=\"next\"") || second.contains("fount"), second);
    assertEquals(400, operator.get("/console/users?prefix=" + "x".repeat(256)).statusCode());
    assertEquals(
        403, signedIn(RunningSojourn.REVOKE_KEY).get("/console/users?prefix=a").statusCode());
  }

  // ------------------------------------------------------------------------------ subscribers

  @Test
  void deadLettersOfSubscribersAreSeenAndSentAgain() {
    try (var receiver = new WebhookReceiver()) {
      receiver.answers(_ -> 422);
      var own =
          RunningSojourn.with(
              Map.of(
                  "SOJOURN_STORE",
                  "memory",
                  "SOJOURN_SUBSCRIBERS_SIEM_URL",
                  receiver.url(),
                  "SOJOURN_SUBSCRIBERS_SIEM_SECRET",
                  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                  "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS",
                  "session_opened",
                  "SOJOURN_SUBSCRIBERS_SIEM_POLICY",
                  "default",
                  "SOJOURN_SUBSCRIBERS_SIEM_RETRIES",
                  "PT1S"));
      try {
        var operator = ConsoleVisitor.with(own.address(), RunningSojourn.ADMIN_KEY);
        eventually(
            () -> text(page(operator, "/console/subscribers")).contains("siem Takes events"));
        for (var user : List.of("ada", "grace")) {
          own.api()
              .bearer(RunningSojourn.ADMIN_KEY)
              .post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user))
              .expect(201);
        }
        var path = "/console/subscribers/siem";
        eventually(
            () -> {
              own.clock().advance(Duration.ofSeconds(2));
              return page(operator, path).split("<tr id=\"d-", -1).length == 3;
            });
        var page = page(operator, path);
        assertTrue(page.contains("HTTP 422") && page.contains("2 tries"), page);
        assertTrue(page.contains("Session opened") && page.contains(">ada</a>"), page);
        var number = page.replaceAll("(?s).*?<tr id=\"d-([0-9]+)\".*", "$1");
        var asked = operator.get(path + "/redeliver?number=" + number);
        assertTrue(asked.body().contains("Send event " + number + " to siem again?"));
        receiver.answers(_ -> 204);
        assertEquals(
            403, operator.postAs(path + "/redeliver", Map.of("number", number)).statusCode());
        var done = operator.post(path + "/redeliver", Map.of("number", number));
        assertEquals(path + "?done=redelivered", done.headers().firstValue("Location").orElse(""));
        eventually(() -> page(operator, path).split("<tr id=\"d-", -1).length == 2);
        assertEquals(303, operator.post(path + "/redeliver", Map.of("all", "1")).statusCode());
        eventually(() -> text(page(operator, path)).contains("There are no dead letters."));
        assertEquals(404, operator.post(path + "/redeliver", Map.of()).statusCode());
        assertEquals(404, operator.get("/console/subscribers/nobody").statusCode());
        var reader = ConsoleVisitor.with(own.address(), RunningSojourn.READ_KEY);
        assertEquals(403, reader.get(path).statusCode());
        assertEquals(403, reader.post(path + "/redeliver", Map.of("all", "1")).statusCode());
      } finally {
        own.close();
      }
    }
  }

  @Test
  void aReceiverThatTakesNothingIsShownAsAnOutageWithItsReason() {
    try (var receiver = new WebhookReceiver()) {
      receiver.answers(_ -> 503);
      var own =
          RunningSojourn.with(
              Map.of(
                  "SOJOURN_STORE",
                  "memory",
                  "SOJOURN_SUBSCRIBERS_SIEM_URL",
                  receiver.url(),
                  "SOJOURN_SUBSCRIBERS_SIEM_SECRET",
                  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
      try {
        var operator = ConsoleVisitor.with(own.address(), RunningSojourn.ADMIN_KEY);
        eventually(
            () -> {
              operator.signIn(RunningSojourn.ADMIN_KEY);
              return text(page(operator, "/console/subscribers")).contains("siem Takes nothing");
            });
        var page = text(page(operator, "/console/subscribers/siem"));
        assertTrue(page.contains("Its reason HTTP 503"), page);
        assertTrue(page.contains("Up to "), page);
      } finally {
        own.close();
      }
    }
  }

  @Test
  void withoutSubscribersThePageSaysHowToConfigureOne() {
    var page = page(signedIn(RunningSojourn.ADMIN_KEY), "/console/subscribers");
    assertTrue(page.contains("SOJOURN_SUBSCRIBERS_NAME_URL"), page);
  }

  // --------------------------------------------------------------------------------- API keys

  @Test
  void anApiKeyIsMadeWhereKeysAreInAFileAndShownOnce(@TempDir Path directory) throws IOException {
    var before = "# ours\nops=%s:admin\n".formatted(RunningSojourn.ADMIN_KEY);
    var file = Files.writeString(directory.resolve("keys"), before);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    var own =
        RunningSojourn.with(
            Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS_FILE", file.toString()));
    try {
      var operator = ConsoleVisitor.with(own.address(), RunningSojourn.ADMIN_KEY);
      assertTrue(page(operator, "/console/keys").contains("name=\"scope sessions:read\""));
      var wanted =
          Map.of("name", "shop", "scope sessions:read", "on", "scope sessions:write", "on");
      assertEquals(403, operator.postAs("/console/keys/new", wanted).statusCode());
      assertEquals(before, Files.readString(file));

      var made = operator.post("/console/keys/new", wanted);
      assertEquals(200, made.statusCode());
      assertEquals("no-store", made.headers().firstValue("Cache-Control").orElse(""));
      var key = made.body().replaceAll("(?s).*value=\"(sak_[A-Za-z0-9_-]+)\".*", "$1");
      assertEquals(
          before
              + "shop=sha256-%s:sessions:read+sessions:write\n"
                  .formatted(ApiKey.KeyHash.of(key).hex()),
          Files.readString(file));
      assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      own.api().bearer(key).get("/v1/sessions").expect(200);
      own.api().bearer(key).get("/v1/audit").expect(403);
      assertFalse(page(operator, "/console/keys").contains("sak_"));
      var line =
          own.api()
              .bearer(RunningSojourn.ADMIN_KEY)
              .get("/v1/audit?action=api_key_created")
              .expect(200);
      assertEquals("shop", line.text("/items/0/client_id"));
      assertEquals("ops", line.text("/items/0/actor/name"));

      var again = operator.post("/console/keys/new", wanted);
      assertEquals(400, again.statusCode());
      assertTrue(again.body().contains("there is a key of this name"), again.body());
    } finally {
      own.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"'', must have a name", "a:b, must not have a colon", "shop, must be one at least"})
  void aKeyWithoutAGoodNameAndAScopeIsNotMade(String name, String fault, @TempDir Path directory)
      throws IOException {
    var before = "ops=%s:admin\n".formatted(RunningSojourn.ADMIN_KEY);
    var file = Files.writeString(directory.resolve("keys"), before);
    var own =
        RunningSojourn.with(
            Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS_FILE", file.toString()));
    try {
      var operator = ConsoleVisitor.with(own.address(), RunningSojourn.ADMIN_KEY);
      var wanted =
          name.equals("shop") ? Map.of("name", name) : Map.of("name", name, "scope admin", "on");
      var answer = operator.post("/console/keys/new", wanted);
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains(fault), answer.body());
      assertEquals(before, Files.readString(file));
    } finally {
      own.close();
    }
  }

  @Test
  void whereKeysAreInAVariableThePageSaysHowToMakeOne() {
    var operator = signedIn(RunningSojourn.ADMIN_KEY);
    var page = page(operator, "/console/keys");
    assertTrue(page.contains("sojourn keys new api --name NAME --scopes SCOPE,..."), page);
    assertFalse(page.contains("/console/keys/new"), page);
    var forced = operator.post("/console/keys/new", Map.of("name", "x", "scope admin", "on"));
    assertEquals(400, forced.statusCode());
    assertEquals(
        0, admin().get("/v1/audit?action=api_key_created").expect(200).json().get("items").size());
  }

  // -------------------------------------------------------------------------------- locations

  @Test
  void theLocationOfAnAddressIsShownWhereADatabaseKnowsIt(@TempDir Path directory)
      throws IOException {
    var file = directory.resolve("places.mmdb");
    SmallMaxMindDatabase.write(file, "203.0.113.0", 24, "Berlin", "Germany");
    var own =
        RunningSojourn.with(
            Map.of("SOJOURN_STORE", "memory", "SOJOURN_GEOIP_DATABASE", file.toString()));
    try {
      var operator = ConsoleVisitor.with(own.address(), RunningSojourn.ADMIN_KEY);
      var there = pageOfSessionFrom(own, "203.0.113.7");
      assertTrue(text(page(operator, there)).contains("203.0.113.7 Berlin, Germany"));
      assertFalse(page(operator, pageOfSessionFrom(own, "198.51.100.7")).contains("\"location\""));
      assertFalse(page(operator, pageOfSessionFrom(own, "2001:db8::7")).contains("\"location\""));
    } finally {
      own.close();
    }
  }

  private static String pageOfSessionFrom(RunningSojourn sojourn, String address) {
    return LIST
        + "/"
        + sojourn
            .api()
            .bearer(RunningSojourn.ADMIN_KEY)
            .post(
                "/v1/sessions", "{\"user_id\": \"ada\", \"ip_address\": \"%s\"}".formatted(address))
            .expect(201)
            .text("/session/id");
  }
}
