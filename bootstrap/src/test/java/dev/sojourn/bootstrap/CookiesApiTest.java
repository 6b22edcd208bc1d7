package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cookies as they stand in the raw header: which of them are ours, and what several of one name are
 * worth. A sibling subdomain can set a cookie for the whole domain, but none whose name begins with
 * {@code __Host-} (RFC 6265bis, section 4.1.3.2).
 */
class CookiesApiTest {
  private static final String ACCESS = "__Host-sojourn";
  private static final String REFRESH = "__Host-sojourn-refresh";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String OURS = "Sec-Fetch-Site: same-origin";
  private static final String BY_COOKIE = "grant_type=refresh_token&transport=cookie";

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);
  private final Api backend = sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  private final RawHttp raw = new RawHttp(sojourn.address());
  private final JsonNode mine = open();
  private final JsonNode planted = open();

  private JsonNode open() {
    return backend
        .post("/v1/sessions", "{\"user_id\": \"user-%s\"}".formatted(UUID.randomUUID()))
        .expect(201)
        .json();
  }

  private static String id(JsonNode opened) {
    return opened.at("/session/id").asText();
  }

  private static String access(JsonNode opened) {
    return ACCESS + "=" + opened.at("/tokens/access_token").asText();
  }

  private static String refresh(JsonNode opened) {
    return REFRESH + "=" + opened.at("/tokens/refresh_token").asText();
  }

  private String state(JsonNode opened) {
    return backend.get("/v1/sessions/" + id(opened)).expect(200).text("/state");
  }

  private RawHttp.Answer verify(String cookies) {
    return raw.get("/v1/verify", "Cookie: " + cookies, "X-Forwarded-Method: GET");
  }

  private RawHttp.Answer token(String cookies) {
    return raw.send("POST", "/v1/token", BY_COOKIE, "Cookie: " + cookies, FORM, OURS);
  }

  private RawHttp.Answer revoke(String cookies) {
    return raw.send("POST", "/v1/revoke", "transport=cookie", "Cookie: " + cookies, FORM, OURS);
  }

  private RawHttp.Answer account(String cookies) {
    return raw.get("/account", "Cookie: " + cookies);
  }

  private void end(JsonNode opened) {
    backend.delete("/v1/sessions/" + id(opened)).expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "x=y; \t", "x=y;\t", "x=y; ,\t ", "x=y;  ", ", ", "x=y; ;,"})
  void aPlantedCookieIsOfAnotherName(String before) {
    verify(before + access(planted)).expect(401);
    token(before + refresh(planted)).expect(400);
    revoke(before + refresh(planted)).expect(200); // a browser without a session is signed out
    assertEquals("active", state(planted));
    account(before + access(planted)).expect(302);
    account(before + refresh(planted)).expect(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "\t", ",\t "})
  void aPlantedCookieBesideAPersonsOwnChangesNothing(String before) {
    for (var cookies :
        new String[] {
          "x=y; " + before + access(planted) + "; " + access(mine),
          access(mine) + "; " + before + access(planted)
        }) {
      assertEquals(id(mine), verify(cookies).expect(200).header("X-Session-Id"));
      assertTrue(account(cookies).expect(200).body().contains(id(mine)));
    }
    var both = "x=y; " + before + refresh(planted) + "; " + refresh(mine);
    assertTrue(token(both).expect(200).body().contains(id(mine)));
    assertTrue(account(both).expect(200).body().contains(id(mine)));
    revoke(both).expect(200);
    assertEquals("ended", state(mine));
    assertEquals("active", state(planted));
  }

  @Test
  void aStaleCookieBesideAGoodOneLocksNobodyOut() {
    end(planted);
    for (var cookies :
        new String[] {
          access(planted) + "; " + access(mine),
          access(mine) + "; " + access(planted),
          ACCESS + "=; " + ACCESS + "=nonsense; " + access(mine)
        }) {
      assertEquals(id(mine), verify(cookies).expect(200).header("X-Session-Id"));
      assertTrue(account(cookies).expect(200).body().contains(id(mine)));
    }
    assertTrue(
        token(refresh(planted) + "; " + refresh(mine)).expect(200).body().contains(id(mine)));
    revoke(refresh(planted) + "; " + refresh(mine)).expect(200);
    assertEquals("ended", state(mine));
  }

  @Test
  void aStaleRefreshTokenBesideTheGoodOneIsNotTakenForReuse() {
    var first = refresh(mine);
    var second = REFRESH + "=" + renewed(first);
    var third = REFRESH + "=" + renewed(second);
    sojourn.clock().advance(Duration.ofMinutes(10));
    for (var cookies : new String[] {first + "; " + third, third + "; " + first}) {
      assertTrue(token(cookies).expect(200).body().contains(id(mine)));
    }
    assertEquals("active", state(mine));
    // alone it is
    assertTrue(token(first).expect(400).body().contains("token_reuse"));
    assertEquals("ended", state(mine));
  }

  private String renewed(String cookie) {
    return sojourn
        .api()
        .form(
            "/v1/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                cookie.substring(REFRESH.length() + 1)))
        .expect(200)
        .text("/refresh_token");
  }

  @Test
  void cookiesOfTwoActiveSessionsAreRefusedInWordsAndNeitherEnds() {
    var verified = verify(access(mine) + "; " + access(planted)).expect(401);
    assertTrue(
        verified.header("WWW-Authenticate").contains("two active sessions"), verified.head());
    var two = refresh(planted) + "; " + refresh(mine);
    for (var refused : new RawHttp.Answer[] {token(two), revoke(two)}) {
      assertTrue(refused.expect(400).body().contains("\"invalid_request\""), refused.body());
      assertTrue(refused.body().contains("two active sessions"), refused.body());
    }
    for (var cookies : new String[] {two, access(planted) + "; " + access(mine)}) {
      assertTrue(account(cookies).expect(401).body().contains("two sign-ins"));
    }
    assertEquals("active", state(mine));
    assertEquals("active", state(planted));
  }

  @Test
  void theTokenOfTheSessionCountsForTheCookieThatIsChosen() {
    end(planted);
    var csrf =
        sojourn
            .api()
            .header("Sec-Fetch-Site", "same-origin")
            .form(
                "/v1/token",
                Map.of(
                    "grant_type",
                    "refresh_token",
                    "transport",
                    "cookie",
                    "refresh_token",
                    mine.at("/tokens/refresh_token").asText()))
            .expect(200)
            .text("/csrf_token");
    var two = "Cookie: " + refresh(planted) + "; " + refresh(mine);
    raw.send("POST", "/v1/token", BY_COOKIE, two, FORM, "X-CSRF-Token: " + csrf).expect(200);
    raw.send("POST", "/v1/token", BY_COOKIE, two, FORM, "X-CSRF-Token: x").expect(403);
  }

  @Test
  void itIsLoggedOnceThatAProxyDoesNotTellTheMethod() {
    var fresh = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    try (var lines = LoggedLines.begin()) {
      var token =
          fresh
              .api()
              .bearer(RunningSojourn.ADMIN_KEY)
              .post("/v1/sessions", "{\"user_id\": \"ada\"}")
              .expect(201)
              .text("/tokens/access_token");
      for (var time = 0; time < 3; time++) {
        fresh.api().header("Cookie", ACCESS + "=" + token).get("/v1/verify").expect(403);
      }
      var told = lines.all().stream().filter(line -> line.contains("X-Forwarded-Method")).toList();
      assertEquals(1, told.size(), told.toString());
    } finally {
      fresh.close();
    }
  }

  @Test
  void theConsoleReadsItsCookiesInTheSameWay() {
    var operator = ConsoleVisitor.with(sojourn.address(), RunningSojourn.ADMIN_KEY);
    var attacker = ConsoleVisitor.with(sojourn.address(), RunningSojourn.READ_KEY);
    for (var name : new String[] {ConsoleVisitor.ACCESS, ConsoleVisitor.REFRESH}) {
      var own = name + "=" + operator.cookie(name);
      var planted = name + "=" + attacker.cookie(name);
      console("," + planted).expect(303);
      console("x=y; \t" + planted).expect(303);
      console("," + planted + "; " + own).expect(200);
      console(name + "=nonsense; " + own).expect(200);
      var refused = console(planted + "; " + own).expect(303);
      assertTrue(refused.header("Location").contains("why=several_sessions"), refused.head());
    }
    var why = raw.get("/console/sign-in?why=several_sessions").expect(200);
    assertTrue(why.body().contains("the cookies of two sessions"), why.body());
  }

  private RawHttp.Answer console(String cookies) {
    return raw.get("/console/sessions", "Cookie: " + cookies);
  }
}
