package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OWASP ASVS 5.0, chapter V7, as attacks. docs/security.md has the whole table: what other tests
 * attack is named there and not repeated here.
 */
class AsvsSessionManagementTest extends ApiTest {
  private static final String SESSION_COOKIE = "__Host-sojourn=";
  private static final String REFRESH_COOKIE = "__Host-sojourn-refresh=";

  private Api withCookie(String cookie) {
    return anyone().header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin");
  }

  private Api.Answer refreshByCookie(String refreshToken) {
    return withCookie(REFRESH_COOKIE + refreshToken)
        .form("/v1/token", Map.of("grant_type", "refresh_token", "transport", "cookie"));
  }

  private JsonNode introspect(String token) {
    var hint = token.startsWith("srt_") ? "refresh_token" : "access_token";
    return backend()
        .form("/v1/introspect", Map.of("token", token, "token_type_hint", hint))
        .expect(200)
        .json();
  }

  private int sessionsOfTheUser() {
    return backend().get("/v1/users/" + user + "/sessions").expect(200).json().get("items").size();
  }

  @Nested
  @DisplayName("7.2 Fundamental session management security")
  class Fundamentals {

    @Test
    @DisplayName("7.2.1: a token that its client has changed, in any place, is refused")
    void aTokenThatIsChangedInAnyPlaceIsRefused() {
      var opened = open();
      for (var changed : changedInEveryPlace(accessToken(opened)).toList()) {
        verify(changed).expect(401);
      }
      for (var changed : changedInEveryPlace(refreshToken(opened)).toList()) {
        refresh(changed).expect(400);
      }
      verify(accessToken(opened)).expect(200);
      refresh(refreshToken(opened)).expect(200);
    }

    private static Stream<String> changedInEveryPlace(String token) {
      return IntStream.range(0, token.length())
          .mapToObj(
              place ->
                  token.substring(0, place)
                      + (token.charAt(place) == 'A' ? 'Q' : 'A')
                      + token.substring(place + 1));
    }

    @Test
    @DisplayName("7.2.1: what a client says of its session is not believed")
    void whatAClientSaysOfItsSessionIsNotBelieved() {
      var opened = open();
      var boasting =
          anyone()
              .header("X-User-Id", "root")
              .header("X-Session-Id", id(opened))
              .header("X-Session-Policy", "mobile");
      boasting.get("/v1/verify").expect(401);
      var passed = boasting.bearer(accessToken(opened)).get("/v1/verify").expect(200);
      assertEquals(1, passed.response().headers().allValues("X-User-Id").size());
      assertEquals(user, passed.header("X-User-Id"));
      assertEquals("default", passed.header("X-Session-Policy"));
    }

    @Test
    @DisplayName("7.2.2: a static key stands for no session")
    void aStaticKeyStandsForNoSession() {
      var key = RunningSojourn.ADMIN_KEY;
      verify(key).expect(401);
      withCookie(SESSION_COOKIE + key).get("/v1/verify").expect(401);
      anyone().bearer(key).get("/v1/me").expect(401);
      refresh(key).expect(400);
      assertFalse(introspect(key).get("active").asBoolean());
    }

    @Test
    @DisplayName("7.2.3: a session has 256 bits that nobody foresees")
    void aSessionHas256BitsThatNobodyForesees() {
      var entropy = new SecureEntropy();
      var draws = 4096;
      var ones = new int[256];
      var seen = new HashSet<String>();
      for (var draw = 0; draw < draws; draw++) {
        var secret = entropy.secret().bytes();
        assertEquals(32, secret.length);
        assertTrue(seen.add(HexFormat.of().formatHex(secret)), "no secret comes twice");
        for (var bit = 0; bit < 256; bit++) {
          ones[bit] += secret[bit / 8] >> (bit % 8) & 1;
        }
      }
      // Eight standard deviations: a fair bit is outside once in 10^15 runs.
      var allowed = 8 * Math.sqrt(draws) / 2;
      for (var bit = 0; bit < 256; bit++) {
        assertTrue(Math.abs(ones[bit] - draws / 2.0) < allowed, "bit " + bit + ": " + ones[bit]);
      }
    }

    @Test
    @DisplayName("7.2.3: sessions of one user that were opened in one instant share nothing")
    void sessionsOfOneInstantShareNothing() {
      var tags = new HashSet<String>();
      for (var i = 0; i < 32; i++) {
        var opened = open();
        tags.add(tag(accessToken(opened)));
        tags.add(tag(refreshToken(opened)));
      }
      assertEquals(64, tags.size());
    }

    private static String tag(String token) {
      var bytes = Base64.getUrlDecoder().decode(token.substring(4));
      return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length));
    }

    @ParameterizedTest
    @DisplayName("7.2.4: nobody chooses the id or the tokens of a session (fixation)")
    @ValueSource(
        strings = {"id", "session_id", "access_token", "refresh_token", "secret", "generation"})
    void nobodyChoosesTheIdOrTheTokensOfASession(String field) {
      var attackers = open();
      backend()
          .post(
              "/v1/sessions",
              "{\"user_id\": \"%s\", \"%s\": \"%s\"}".formatted(user, field, id(attackers)))
          .expect(400);
      assertEquals(1, sessionsOfTheUser());
    }

    @Test
    @DisplayName("7.2.4: a login does not go on with the session that the browser already had")
    void aLoginDoesNotGoOnWithTheSessionThatTheBrowserHad() {
      var attackers = open();
      var victims =
          backend()
              .header("Cookie", SESSION_COOKIE + accessToken(attackers))
              .post("/v1/sessions", "{\"user_id\": \"x-%s\"}".formatted(user))
              .expect(201)
              .json();
      assertNotEquals(id(attackers), id(victims));
      assertEquals(user, verify(accessToken(attackers)).header("X-User-Id"));
    }

    @Test
    @DisplayName("7.2.4: tokens from before a re-authentication are void in cookies too")
    void tokensFromBeforeAReauthenticationAreVoidInCookiesToo() {
      var opened = open();
      refreshByCookie(refreshToken(opened)).expect(200);
      backend().post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(200);
      withCookie(SESSION_COOKIE + accessToken(opened)).get("/v1/verify").expect(401);
      refreshByCookie(refreshToken(opened)).expect(400);
      assertEquals("active", session(id(opened)).get("state").asText());
    }
  }

  @Nested
  @DisplayName("7.3 Session timeout")
  class Timeouts {

    @Test
    @DisplayName("7.3.1: only the use of its tokens keeps a session alive")
    void onlyTheUseOfItsTokensKeepsASessionAlive() {
      var opened = open();
      pass(Duration.ofMinutes(59));
      var token = accessToken(opened);
      verify(token).expect(401); // it expired a while ago
      verify(token.substring(0, token.length() - 1) + (token.endsWith("A") ? "E" : "A"));
      anyone().bearer(token).get("/v1/me").expect(401);
      assertFalse(introspect(token).get("active").asBoolean());
      session(id(opened));
      backend().get("/v1/users/" + user + "/sessions").expect(200);
      pass(Duration.ofMinutes(1));
      assertEquals("idle_timeout", session(id(opened)).get("end_reason").asText());
      refresh(refreshToken(opened)).expect(400);
    }

    @ParameterizedTest
    @DisplayName("7.3.2: no field moves a deadline")
    @ValueSource(
        strings = {
          "expires_at",
          "created_at",
          "authenticated_at",
          "last_activity_at",
          "policy",
          "state"
        })
    void noFieldMovesADeadline(String field) {
      var opened = open();
      var body = "{\"%s\": \"2999-01-01T00:00:00Z\"}".formatted(field);
      backend()
          .header("If-Match", "*")
          .json("PATCH", "/v1/sessions/" + id(opened), body)
          .expect(400);
      backend().post("/v1/sessions/" + id(opened) + "/authentication", body).expect(400);
      assertEquals(opened.get("session"), session(id(opened)));
    }
  }

  @Nested
  @DisplayName("7.4 Session termination")
  class Termination {

    @ParameterizedTest
    @DisplayName("7.4.1: after the end nothing of the session opens anything")
    @ValueSource(
        strings = {
          "signed out with the refresh token",
          "signed out with the access token",
          "signed out by the cookie",
          "ended by the person",
          "ended by the person, with all others",
          "ended by the backend",
          "ended with all of the user",
          "cut off",
          "disabled",
          "idle"
        })
    void afterTheEndNothingOfTheSessionOpensAnything(String how) {
      var opened = open();
      var next = refresh(refreshToken(opened)).expect(200).json();
      var access = next.get("access_token").asText();
      var refresh = next.get("refresh_token").asText();
      verify(access).expect(200);
      end(how, id(opened), access, refresh);

      var reason = session(id(opened)).get("end_reason").asText();
      for (var token : new String[] {access, accessToken(opened)}) {
        verify(token).expect(401);
        withCookie(SESSION_COOKIE + token).get("/v1/verify").expect(401);
        anyone().bearer(token).get("/v1/me").expect(401);
        anyone().bearer(token).delete("/v1/me/sessions").expect(401);
        assertFalse(introspect(token).get("active").asBoolean());
      }
      for (var token : new String[] {refresh, refreshToken(opened)}) {
        refresh(token).expect(400);
        refreshByCookie(token).expect(400);
        assertFalse(introspect(token).get("active").asBoolean());
        anyone().form("/v1/revoke", Map.of("token", token)).expect(200);
      }
      backend().post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(409);
      assertEquals("ended", session(id(opened)).get("state").asText());
      assertEquals(reason, session(id(opened)).get("end_reason").asText());
    }

    private void end(String how, String id, String access, String refresh) {
      var me = anyone().bearer(access);
      switch (how) {
        case "signed out with the refresh token" ->
            anyone().form("/v1/revoke", Map.of("token", refresh)).expect(200);
        case "signed out with the access token" ->
            anyone().form("/v1/revoke", Map.of("token", access)).expect(200);
        case "signed out by the cookie" ->
            withCookie(REFRESH_COOKIE + refresh)
                .form("/v1/revoke", Map.of("transport", "cookie"))
                .expect(200);
        case "ended by the person" -> me.delete("/v1/me/sessions/" + id).expect(204);
        case "ended by the person, with all others" -> me.delete("/v1/me/sessions").expect(200);
        case "ended by the backend" -> backend().delete("/v1/sessions/" + id).expect(204);
        case "ended with all of the user" ->
            backend().delete("/v1/users/" + user + "/sessions").expect(200);
        case "cut off" -> {
          pass(Duration.ofMillis(1));
          backend().post("/v1/cut-offs", "{\"user_id\": \"%s\"}".formatted(user)).expect(201);
        }
        case "disabled" ->
            backend()
                .send("PUT", "/v1/users/" + user + "/disablement", BodyPublishers.noBody())
                .expect(200);
        case "idle" -> pass(Duration.ofHours(1));
        default -> throw new AssertionError(how);
      }
    }

    @Test
    @DisplayName("7.4.1: a code is worth nothing once its session has ended")
    void aCodeIsWorthNothingOnceItsSessionHasEnded() {
      var client = new PkceClient();
      var opened = client.logIn(backend(), user);
      backend().delete("/v1/sessions/" + id(opened)).expect(204);
      client.exchange(anyone(), PkceClient.code(opened)).expect(400);
      assertEquals("revoked", session(id(opened)).get("end_reason").asText());
    }

    @Test
    @DisplayName("7.4.1: the back button shows nothing, for no cache keeps an answer")
    void noCacheKeepsAnAnswer() {
      var opened = open();
      var me = anyone().bearer(accessToken(opened));
      for (var answer :
          new Api.Answer[] {
            me.get("/v1/verify").expect(200),
            me.get("/v1/me").expect(200),
            me.get("/v1/me/sessions").expect(200),
            anyone().get("/v1/me").expect(401),
            backend().get("/v1/sessions/" + id(opened)).expect(200),
            backend().get("/v1/users/" + user + "/sessions").expect(200),
            backend().form("/v1/introspect", Map.of("token", accessToken(opened))).expect(200),
            refresh(refreshToken(opened)).expect(200),
            refresh("srt_nonsense").expect(400),
          }) {
        assertEquals("no-store", answer.header("Cache-Control"));
      }
    }

    @Test
    @DisplayName("7.4.3: a thief is out when the owner ends all other sessions")
    void aThiefIsOutWhenTheOwnerEndsAllOtherSessions() {
      var thiefs = open();
      var owners = open();
      var copied = accessToken(owners);
      anyone().bearer(accessToken(owners)).delete("/v1/me/sessions?except=current").expect(200);
      verify(accessToken(thiefs)).expect(401);
      refresh(refreshToken(thiefs)).expect(400);
      // A copy of the owner's own tokens goes with the change of the password.
      var changed =
          backend().post("/v1/sessions/" + id(owners) + "/authentication", "{}").expect(200).json();
      verify(copied).expect(401);
      verify(accessToken(changed)).expect(200);
    }
  }

  @Nested
  @DisplayName("7.5 Defenses against session abuse")
  class Abuse {

    @Test
    @DisplayName("7.5.1, 7.5.3: refreshing does not make an authentication fresh")
    void refreshingDoesNotMakeAnAuthenticationFresh() {
      var opened = open();
      pass(Duration.ofMinutes(10));
      var token = refresh(refreshToken(opened)).expect(200).text("/access_token");
      verify(token).expect(200);
      var demanding = anyone().bearer(token);
      demanding.get("/v1/verify?max_age=300").expect(401);
      demanding.get("/v1/verify?max_age=300&max_age=900").expect(401);
      demanding.header("X-Required-Max-Age", "900").get("/v1/verify?max_age=300").expect(401);
      demanding.get("/v1/verify?max_age=900").expect(200);
    }

    @Test
    @DisplayName("7.5.2: cookies, which any page can have sent, neither show nor end sessions")
    void cookiesAloneNeitherShowNorEndSessions() {
      var opened = open("browser");
      var forged =
          anyone()
              .header(
                  "Cookie",
                  SESSION_COOKIE
                      + accessToken(opened)
                      + "; "
                      + REFRESH_COOKIE
                      + refreshToken(opened))
              .header("Sec-Fetch-Site", "cross-site")
              .header("Origin", "https://evil.example");
      forged.get("/v1/me/sessions").expect(401);
      forged.delete("/v1/me/sessions").expect(401);
      forged.delete("/v1/me/sessions/" + id(opened)).expect(401);
      forged.form("/v1/revoke", Map.of("transport", "cookie")).expect(403);
      assertEquals("active", session(id(opened)).get("state").asText());
    }
  }

  @Nested
  @DisplayName("7.6 Federated re-authentication")
  class Federation {

    @Test
    @DisplayName("7.6.1: an authentication at the provider cannot be dated later than it was")
    void anAuthenticationIsNotDatedLater() {
      var later = sojourn().clock().instant().plus(Duration.ofMinutes(1));
      var refused =
          backend()
              .post(
                  "/v1/sessions",
                  "{\"user_id\": \"%s\", \"authenticated_at\": \"%s\"}".formatted(user, later))
              .expect(400);
      assertEquals("/authenticated_at", refused.text("/errors/0/pointer"));
    }

    @Test
    @DisplayName("7.6.2: no session begins but by the application's explicit call")
    void noSessionBeginsButByAnExplicitCall() {
      var body = "{\"user_id\": \"%s\"}".formatted(user);
      backend().get("/v1/sessions?user_id=" + user).expect(200);
      backend().send("PUT", "/v1/sessions", BodyPublishers.ofString(body)).expect(405);
      anyone().post("/v1/sessions", body).expect(401);
      anyone().bearer(RunningSojourn.READ_KEY).post("/v1/sessions", body).expect(403);
      // What a form of another site can send without asking.
      backend().header("Content-Type", "text/plain").post("/v1/sessions", body).expect(415);
      backend().form("/v1/sessions", Map.of("user_id", user)).expect(415);
      verify("sat_nonsense").expect(401);
      new PkceClient().authorizationId(backend());
      assertEquals(0, sessionsOfTheUser());
    }
  }
}
