package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsers: refresh tokens in a cookie that no script reads, and who may use it. */
class BrowserApiTest extends ApiTest {
  private static final String COOKIE = "__Host-sojourn-refresh";

  private Api page() {
    return anyone().header("Sec-Fetch-Site", "same-origin").header("Origin", "https://id.example");
  }

  private static Map<String, String> form(String... more) {
    var form = new HashMap<>(Map.of("grant_type", "refresh_token", "transport", "cookie"));
    for (var i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return form;
  }

  /** As a browser is given it: only the access token is in the body. */
  private Api.Answer inCookie(JsonNode opened) {
    return page().form("/v1/token", form("refresh_token", refreshToken(opened))).expect(200);
  }

  private static String cookie(Api.Answer answer) {
    var header = answer.header("Set-Cookie");
    return header.substring(0, header.indexOf(';'));
  }

  @Test
  void theRefreshTokenIsInACookieThatNoScriptReads() {
    var answer = inCookie(open());
    var cookie = answer.header("Set-Cookie");
    assertTrue(cookie.startsWith(COOKIE + "=srt_"), cookie);
    for (var attribute :
        new String[] {"; Path=/", "; Secure", "; HTTPOnly", "; SameSite=Strict", "; Max-Age="}) {
      assertTrue(cookie.contains(attribute), cookie + " has " + attribute);
    }
    assertFalse(cookie.contains("Domain"));
    assertFalse(answer.json().has("refresh_token"));
    assertTrue(answer.json().has("csrf_token"));
    verify(answer.text("/access_token")).expect(200);
  }

  @Test
  void anExchangeMayPutItThereToo() {
    var verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    var authorization =
        backend()
            .post(
                "/v1/authorizations",
                "{\"code_challenge\": \"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\","
                    + " \"client_type\": \"web\"}")
            .expect(201)
            .text("/authorization_id");
    var code =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"authorization_id\": \"%s\"}"
                    .formatted(user, authorization))
            .expect(201)
            .text("/exchange/code");
    var exchange =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "code_verifier",
            verifier,
            "transport",
            "cookie");
    anyone().header("Origin", "https://evil.example").form("/v1/token", exchange).expect(403);
    var otherSite =
        anyone()
            .header("Origin", "https://app.example")
            .header("Sec-Fetch-Site", "cross-site")
            .form("/v1/token", exchange)
            .expect(403);
    assertEquals("cross_site", otherSite.text("/reason"), "and the code is not used up");
    var answer = page().form("/v1/token", exchange).expect(200);
    assertTrue(cookie(answer).startsWith(COOKIE + "=srt_"));
    assertFalse(answer.json().has("refresh_token"));
  }

  @Test
  void aReloadHasOnlyTheCookieAndGetsANewAccessToken() {
    var first = inCookie(open());
    var second = page().header("Cookie", cookie(first)).form("/v1/token", form()).expect(200);
    verify(second.text("/access_token")).expect(200);
    assertFalse(cookie(first).equals(cookie(second)));
    var third = page().header("Cookie", cookie(second)).form("/v1/token", form()).expect(200);
    verify(third.text("/access_token")).expect(200);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a page of ours                              | same-origin | https://id.example    | 200
          a page of ours, as older browsers say it    |             | https://id.example    | 200
          the address bar                             | none        |                       | 200
          a page of ours, with the port of https      | same-origin | https://id.example:443 | 200
          a page of ours that hides its name          | same-origin | null                  | 200
          a page that may, by configuration           | same-site   | https://app.example   | 200
          the same, as older browsers say it          |             | https://app.example   | 200
          one that may, but of another site           | cross-site  | https://app.example   | 403
          another site                                | cross-site  | https://evil.example  | 403
          another site that hides its name            | cross-site  | null                  | 403
          the address bar, with a hidden name         | none        | null                  | 403
          who hides and says nothing else             |             | null                  | 403
          a sibling that hides its name               | same-site   | null                  | 403
          another site, as older browsers say it      |             | https://evil.example  | 403
          a sibling of ours                           | same-site   | https://x.id.example  | 403
          one that says same-origin of another origin | same-origin | https://evil.example  | 403
          the same host without TLS                   |             | http://id.example     | 403
          who says nothing at all                     |             |                       | 403
          """)
  void whoMayUseTheCookie(String rule, String fetchSite, String origin, int status) {
    var request = anyone().header("Cookie", cookie(inCookie(open())));
    if (fetchSite != null) {
      request = request.header("Sec-Fetch-Site", fetchSite);
    }
    if (origin != null) {
      request = request.header("Origin", origin);
    }
    var answer = request.form("/v1/token", form()).expect(status);
    if (status == 403) {
      assertEquals("invalid_request", answer.text("/error"));
    }
  }

  @Test
  void whereTheBrowserSaysNothingTheTokenOfTheSessionDoes() {
    var first = inCookie(open());
    var mine = first.text("/csrf_token");
    var others = inCookie(open()).text("/csrf_token");
    var request = anyone().header("Cookie", cookie(first));
    request.header("X-CSRF-Token", others).form("/v1/token", form()).expect(403);
    request.header("X-CSRF-Token", "nonsense").form("/v1/token", form()).expect(403);
    request.header("X-CSRF-Token", mine).form("/v1/token", form()).expect(200);
  }

  @Test
  void signingOutTakesTheCookieAway() {
    var opened = open();
    var cookie = cookie(inCookie(opened));
    anyone().header("Cookie", cookie).form("/v1/revoke", Map.of("transport", "cookie")).expect(403);
    var out =
        page()
            .header("Cookie", cookie)
            .form("/v1/revoke", Map.of("transport", "cookie"))
            .expect(200);
    assertTrue(out.header("Set-Cookie").startsWith(COOKIE + "=;"), out.header("Set-Cookie"));
    assertTrue(out.header("Set-Cookie").contains("Max-Age=0"));
    assertEquals("logout", session(id(opened)).get("end_reason").asText());
    var after = page().header("Cookie", cookie).form("/v1/token", form()).expect(400);
    assertEquals("logout", after.text("/reason"));
    assertTrue(after.header("Set-Cookie").contains("Max-Age=0"));
  }

  @Test
  void endingTheOwnSessionByTheAccessTokenTakesItAwayToo() {
    var opened = open();
    var answer = inCookie(opened);
    var out =
        anyone()
            .bearer(answer.text("/access_token"))
            .header("Cookie", cookie(answer))
            .delete("/v1/me/sessions/" + id(opened))
            .expect(204);
    assertTrue(out.header("Set-Cookie").contains("Max-Age=0"));
  }

  @Test
  void whoHasNoCookieIsToldThatThereIsNoSession() {
    var answer = page().form("/v1/token", form()).expect(400);
    assertEquals("invalid_grant", answer.text("/error"));
    assertEquals("no_session", answer.text("/reason"));
    assertTrue(answer.text("/error_description").contains(COOKIE));
    page().form("/v1/revoke", Map.of("transport", "cookie")).expect(200);
    page().form("/v1/token", form("transport", "pigeon")).expect(400);
  }

  @Test
  void pagesOfOtherOriginsMayCallIfTheyAreConfigured() {
    var preflight =
        anyone()
            .header("Origin", "https://app.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "dpop")
            .send("OPTIONS", "/v1/token", java.net.http.HttpRequest.BodyPublishers.noBody());
    assertEquals(204, preflight.status());
    assertEquals("https://app.example", preflight.header("Access-Control-Allow-Origin"));
    assertEquals("true", preflight.header("Access-Control-Allow-Credentials"));
    var answer =
        anyone()
            .header("Origin", "https://app.example")
            .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", "x"));
    assertEquals("https://app.example", answer.header("Access-Control-Allow-Origin"));
    for (var header :
        new String[] {"Retry-After", "DPoP-Nonce", "WWW-Authenticate", "X-Request-Id"}) {
      assertTrue(
          answer
              .header("Access-Control-Expose-Headers")
              .toLowerCase(java.util.Locale.ROOT)
              .contains(header.toLowerCase(java.util.Locale.ROOT)),
          header);
    }
    var refused =
        anyone()
            .header("Origin", "https://evil.example")
            .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", "x"));
    assertEquals("", refused.header("Access-Control-Allow-Origin"));
  }

  @Test
  void anOriginThatIsRefusedIsLoggedOnceWithWhatWouldLetItIn() {
    var origin = "https://%s.example".formatted(user);
    try (var lines = LoggedLines.begin()) {
      for (var call = 0; call < 3; call++) {
        anyone().header("Origin", origin).get("/v1/me").expect(401);
        anyone().header("Origin", origin + "/\u0041 path").get("/v1/me").expect(401);
        page().get("/v1/me").expect(401);
      }
      var told = lines.all().stream().filter(line -> line.contains(user)).toList();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.getFirst().contains(origin), told.getFirst());
      assertTrue(told.getFirst().contains("SOJOURN_ALLOWED_ORIGINS"), told.getFirst());
    }
  }

  @Test
  void whatBackendsCallIsForNoPage() {
    var answer = backend().header("Origin", "https://app.example").get("/v1/policies").expect(200);
    assertEquals("", answer.header("Access-Control-Allow-Origin"));
  }

  // ------------------------------------------------------- a session in one cookie, no script

  @Test
  void anAccessTokenWithoutALifetimeLivesAsLongAsItsSession() {
    var opened = open("browser");
    assertEquals(3600, opened.at("/tokens/expires_in").asInt());
    var cookie = "__Host-sojourn=" + accessToken(opened);
    for (var hour = 0; hour < 23; hour++) {
      pass(java.time.Duration.ofMinutes(59));
      verifyAsGet(cookie).expect(200);
    }
    var introspection =
        backend().form("/v1/introspect", Map.of("token", accessToken(opened))).json();
    assertTrue(
        introspection.get("exp").asLong()
            <= sojourn().clock().instant().plusSeconds(3600).getEpochSecond());
    pass(java.time.Duration.ofHours(1));
    verifyAsGet(cookie).expect(401);
  }

  private Api.Answer verifyAsGet(String cookie) {
    return anyone().header("Cookie", cookie).header("X-Forwarded-Method", "GET").get("/v1/verify");
  }

  /** As a proxy asks that passes on the port, or a page with no referrer policy sends it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the port of https            | https | shop.example:443  | same-origin | https://shop.example      | 200
          the port of http             | http  | shop.example:80   |             | http://shop.example       | 200
          a host with underscores      | http  | my_shop:8080      |             | http://my_shop:8080       | 200
          other capitals               | https | Shop.Example      |             | https://shop.example      | 200
          a hidden origin of our own   | https | shop.example      | same-origin | null                      | 200
          a hidden origin of another   | https | shop.example      | cross-site  | null                      | 403
          another port                 | https | shop.example:8443 |             | https://shop.example      | 403
          the port of another scheme   | https | shop.example:80   |             | https://shop.example      | 403
          """)
  void originsAreComparedAsOrigins(
      String rule, String scheme, String host, String fetchSite, String origin, int status) {
    var request =
        anyone()
            .header("Cookie", "__Host-sojourn=" + accessToken(open("browser")))
            .header("X-Forwarded-Method", "POST")
            .header("X-Forwarded-Proto", scheme)
            .header("X-Forwarded-Host", host)
            .header("X-Forwarded-Uri", "/orders")
            .header("Origin", origin);
    if (fetchSite != null) {
      request = request.header("Sec-Fetch-Site", fetchSite);
    }
    request.get("/v1/verify").expect(status);
  }

  @Test
  void aMethodThatNobodySaysChangesState() {
    var request = anyone().header("Cookie", "__Host-sojourn=" + accessToken(open("browser")));
    request.get("/v1/verify").expect(403);
    request.header("Sec-Fetch-Site", "cross-site").get("/v1/verify").expect(403);
    request.header("X-Original-Method", "GET").get("/v1/verify").expect(200);
    request
        .header("Sec-Fetch-Site", "same-origin")
        .header("X-Forwarded-Host", "shop.example")
        .get("/v1/verify")
        .expect(200);
    anyone().bearer(accessToken(open())).get("/v1/verify").expect(200);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reading is for everybody          | GET  | cross-site  | https://evil.example | 200
          a form of the site itself         | POST | same-origin | https://shop.example | 200
          the same, of an older browser     | POST |             | https://shop.example | 200
          a form of another site            | POST | cross-site  | https://evil.example | 403
          a form that hides where it is     | POST |             |                      | 403
          """)
  void whatMayBeSentWithTheCookie(
      String rule, String method, String fetchSite, String origin, int status) {
    var request =
        anyone()
            .header("Cookie", "__Host-sojourn=" + accessToken(open("browser")))
            .header("X-Forwarded-Method", method)
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", "shop.example")
            .header("X-Forwarded-Uri", "/orders");
    if (fetchSite != null) {
      request = request.header("Sec-Fetch-Site", fetchSite);
    }
    if (origin != null) {
      request = request.header("Origin", origin);
    }
    request.get("/v1/verify").expect(status);
  }
}
