package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensApiTest extends ApiTest {

  @Test
  void aRefreshGivesTheNextPairAndTheSessionIdAndExtendsTheSession() {
    var opened = open("mobile");
    pass(Duration.ofMinutes(20));
    var answer = refresh(refreshToken(opened)).expect(200);
    var next = answer.json();
    assertEquals(id(opened), next.get("session_id").asText());
    assertEquals("Bearer", next.get("token_type").asText());
    assertEquals(900, next.get("expires_in").asInt());
    assertTrue(next.get("refresh_expires_in").asLong() > 0);
    assertNotEquals(refreshToken(opened), next.get("refresh_token").asText());
    assertEquals("no-store", answer.header("Cache-Control"));
    verify(next.get("access_token").asText()).expect(200);
    var before = opened.get("session");
    var after = session(id(opened));
    assertTrue(after.get("expires_at").asText().compareTo(before.get("expires_at").asText()) > 0);
  }

  @Test
  void twoTabsThatRefreshAtOnceGetTheSamePair() {
    var opened = open();
    pass(Duration.ofMinutes(14));
    var first = refresh(refreshToken(opened)).expect(200).json();
    verify(first.get("access_token").asText()).expect(200);
    pass(Duration.ofMillis(29_999));
    var second = refresh(refreshToken(opened)).expect(200).json();
    assertEquals(first.get("refresh_token"), second.get("refresh_token"));
    assertEquals(first.get("access_token"), second.get("access_token"));
  }

  @Test
  void ofAHundredRefreshesAtOnceAllGetTheSameTokens() {
    var token = refreshToken(open());
    try (var threads = Executors.newFixedThreadPool(32)) {
      var pairs =
          IntStream.range(0, 100)
              .mapToObj(
                  _ -> CompletableFuture.supplyAsync(() -> refresh(token).expect(200), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .map(answer -> answer.text("/access_token") + " " + answer.text("/refresh_token"))
              .toList();
      assertEquals(1, new HashSet<>(pairs).size());
    }
  }

  @Test
  void aPhoneThatLostTheAnswerGetsItAnHourLater() {
    var opened = open("mobile");
    var lost = refresh(refreshToken(opened)).expect(200).json();
    pass(Duration.ofHours(1));
    var found = refresh(refreshToken(opened)).expect(200).json();
    assertEquals(lost.get("refresh_token"), found.get("refresh_token"));
    assertEquals(900, found.get("expires_in").asInt());
    verify(found.get("access_token").asText()).expect(200);
  }

  @Test
  void onceTheSuccessorIsSeenThePredecessorIsReuseAndEndsTheSession() {
    var opened = open();
    var next = refresh(refreshToken(opened)).expect(200).json();
    verify(next.get("access_token").asText()).expect(200);
    pass(Duration.ofSeconds(30));
    var reused = refresh(refreshToken(opened)).expect(400);
    assertEquals("invalid_grant", reused.text("/error"));
    assertEquals("token_reuse", reused.text("/reason"));
    verify(next.get("access_token").asText()).expect(401);
    refresh(next.get("refresh_token").asText()).expect(400);
    assertEquals("token_reuse", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void anIntrospectionIsASightingToo() {
    var opened = open();
    var next = refresh(refreshToken(opened)).expect(200).json();
    introspect(next.get("access_token").asText());
    pass(Duration.ofSeconds(30));
    refresh(refreshToken(opened)).expect(400);
  }

  @Test
  void anOlderGenerationIsReuseAtOnce() {
    var opened = open();
    var second = refresh(refreshToken(opened)).expect(200).json();
    refresh(second.get("refresh_token").asText()).expect(200);
    assertEquals("token_reuse", refresh(refreshToken(opened)).expect(400).text("/reason"));
  }

  @Test
  void aForgedTokenIsRefusedAndEndsNothing() {
    var opened = open();
    var token = refreshToken(opened);
    for (var forged :
        new String[] {
          "srt_nonsense",
          token.substring(0, token.length() - 1) + (token.endsWith("A") ? "E" : "A"),
          token.substring(0, 30) + (token.charAt(30) == 'x' ? 'y' : 'x') + token.substring(31),
          accessToken(opened)
        }) {
      var answer = refresh(forged).expect(400);
      assertEquals("invalid_grant", answer.text("/error"));
      assertFalse(answer.json().has("reason"));
    }
    refresh(token).expect(200);
  }

  @Test
  void theClientThatRefreshesIsWrittenDownAndABackendMayTellWhoItIs() {
    var opened = open();
    var next =
        anyone()
            .header(
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .form(
                "/v1/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(opened)))
            .expect(200)
            .json();
    var seen = session(id(opened));
    assertEquals("127.0.0.1", seen.get("ip_address").asText());
    assertEquals("Firefox", seen.get("browser").asText());
    var again =
        backend()
            .form(
                "/v1/token",
                Map.of(
                    "grant_type", "refresh_token",
                    "refresh_token", next.get("refresh_token").asText(),
                    "ip_address", "198.51.100.7"))
            .expect(200)
            .json();
    seen = session(id(opened));
    assertEquals("198.51.100.7", seen.get("ip_address").asText());
    assertEquals("Firefox", seen.get("browser").asText());
    backend()
        .form(
            "/v1/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                again.get("refresh_token").asText()))
        .expect(200);
    assertEquals("198.51.100.7", session(id(opened)).get("ip_address").asText());
  }

  @Test
  void theTokenEndpointTakesJsonAsWell() {
    anyone()
        .post(
            "/v1/token",
            "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"%s\"}"
                .formatted(refreshToken(open())))
        .expect(200);
  }

  @Test
  void anotherGrantTypeIsNotSupportedAndNoneIsInvalid() {
    assertEquals(
        "unsupported_grant_type",
        anyone().form("/v1/token", Map.of("grant_type", "password")).expect(400).text("/error"));
    assertEquals(
        "invalid_request",
        anyone().form("/v1/token", Map.of("refresh_token", "x")).expect(400).text("/error"));
    assertEquals(
        "invalid_request",
        anyone()
            .form("/v1/token", Map.of("grant_type", "refresh_token"))
            .expect(400)
            .text("/error"));
  }

  @Test
  void aRepeatedParameterIsRefused() {
    var answer =
        anyone()
            .header("Content-Type", "application/x-www-form-urlencoded")
            .bytes(
                "POST",
                "/v1/token",
                "grant_type=refresh_token&grant_type=refresh_token&refresh_token=x".getBytes())
            .expect(400);
    assertEquals("invalid_request", answer.text("/error"));
  }

  @Test
  void aVerifiedTokenNamesTheSessionTheUserAndThePolicy() {
    var opened = open();
    var answer = verify(accessToken(opened)).expect(200);
    assertEquals(id(opened), answer.header("X-Session-Id"));
    assertEquals(user, answer.header("X-User-Id"));
    assertEquals("default", answer.header("X-Session-Policy"));
    anyone()
        .header("Cookie", "theme=dark; __Host-sojourn=" + accessToken(opened))
        .header("X-Forwarded-Method", "GET")
        .get("/v1/verify")
        .expect(200);
  }

  @Test
  void aUserIdBeyondAsciiIsPercentEncodedInTheHeader() {
    var opened = backend().post("/v1/sessions", "{\"user_id\": \"Zoë 100% ☕\"}").expect(201).json();
    assertEquals(
        "Zo%C3%AB%20100%25%20%E2%98%95",
        verify(accessToken(opened)).expect(200).header("X-User-Id"));
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
  }

  @Test
  void aRequestWithoutAGoodTokenIsRefusedAsRfc6750Says() {
    var none = anyone().get("/v1/verify").expect(401);
    assertTrue(none.header("WWW-Authenticate").startsWith("Bearer"));
    assertFalse(none.header("WWW-Authenticate").contains("error"));
    assertTrue(
        verify("sat_nonsense")
            .expect(401)
            .header("WWW-Authenticate")
            .contains("error=\"invalid_token\""));
    verify(refreshToken(open())).expect(401);
  }

  @Test
  void anAccessTokenIsAcceptedUntilItsExpiryAndNotAtIt() {
    var opened = open();
    pass(Duration.ofMinutes(14));
    verify(accessToken(opened)).expect(200);
    pass(Duration.ofSeconds(61));
    verify(accessToken(opened)).expect(401);
    refresh(refreshToken(opened)).expect(200);
  }

  @Test
  void anIntrospectedTokenTellsWhatItStandsFor() {
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"amr\": [\"pwd\"], \"acr\": \"aal1\", \"attributes\": {\"role\": \"x\"}}"
                    .formatted(user))
            .expect(201)
            .json();
    var access = introspect(accessToken(opened));
    assertTrue(access.get("active").asBoolean());
    assertEquals(user, access.get("sub").asText());
    assertEquals(id(opened), access.get("sid").asText());
    assertEquals("admin", access.get("client_id").asText());
    assertEquals("Bearer", access.get("token_type").asText());
    assertEquals("default", access.get("policy").asText());
    assertEquals("[\"pwd\"]", access.get("amr").toString());
    assertEquals("aal1", access.get("acr").asText());
    assertEquals("x", access.at("/attributes/role").asText());
    assertEquals(900, access.get("exp").asLong() - access.get("iat").asLong(), 1);
    assertEquals("https://id.example", access.get("iss").asText());
    assertEquals("https://id.example", access.get("aud").asText());
    var refresh = introspect(refreshToken(opened));
    assertTrue(refresh.get("active").asBoolean());
    assertEquals("refresh", refresh.get("token_use").asText());
    assertFalse(refresh.has("token_type") || refresh.has("aud"));
    assertEquals("{\"active\":false}", introspect("nonsense").toString());
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
    assertEquals("{\"active\":false}", introspect(accessToken(opened)).toString());
    assertEquals("{\"active\":false}", introspect(refreshToken(opened)).toString());
  }

  @Test
  void introspectingAnOldRefreshTokenIsNoReuse() {
    var opened = open();
    var second = refresh(refreshToken(opened)).expect(200).json();
    refresh(second.get("refresh_token").asText()).expect(200);
    assertFalse(introspect(refreshToken(opened)).get("active").asBoolean());
    assertEquals("active", session(id(opened)).get("state").asText());
  }

  private JsonNode introspect(String token) {
    var hint = token.startsWith("srt_") ? "refresh_token" : "access_token";
    return backend()
        .form("/v1/introspect", Map.of("token", token, "token_type_hint", hint))
        .expect(200)
        .json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "access_token", "unheard_of"})
  void aRefreshTokenIsInactiveForWhoDoesNotSayThatItIsOne(String hint) {
    var form = Map.of("token", refreshToken(open()), "token_type_hint", hint);
    assertEquals("{\"active\":false}", backend().form("/v1/introspect", form).expect(200).body());
  }

  @Test
  void introspectionTakesBasicAuthenticationAndNeedsAKey() {
    var token = accessToken(open());
    var basic =
        Base64.getEncoder().encodeToString(("admin:" + RunningSojourn.ADMIN_KEY).getBytes());
    assertTrue(
        anyone()
            .header("Authorization", "Basic " + basic)
            .form("/v1/introspect", Map.of("token", token))
            .expect(200)
            .json()
            .get("active")
            .asBoolean());
    var refused = anyone().form("/v1/introspect", Map.of("token", token)).expect(401);
    assertEquals("invalid_client", refused.text("/error"));
    assertFalse(refused.header("WWW-Authenticate").isEmpty());
  }

  @Test
  void whoeverHoldsATokenMayRevokeItAndTheSessionEndsWithLogout() {
    var byRefresh = open();
    anyone().form("/v1/revoke", Map.of("token", refreshToken(byRefresh))).expect(200);
    assertEquals("logout", session(id(byRefresh)).get("end_reason").asText());
    var byAccess = open();
    anyone()
        .form(
            "/v1/revoke", Map.of("token", accessToken(byAccess), "token_type_hint", "access_token"))
        .expect(200);
    assertEquals("logout", session(id(byAccess)).get("end_reason").asText());
    anyone().form("/v1/revoke", Map.of("token", "nonsense")).expect(200);
    anyone().form("/v1/revoke", Map.of("token", refreshToken(byRefresh))).expect(200);
    assertEquals(
        "invalid_request",
        anyone().form("/v1/revoke", Map.of("x", "y")).expect(400).text("/error"));
  }
}
