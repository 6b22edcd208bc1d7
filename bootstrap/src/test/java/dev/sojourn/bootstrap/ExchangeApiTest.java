package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExchangeApiTest extends ApiTest {
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String WRONG_VERIFIER = "x".repeat(43);

  private static String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private String begin() {
    return backend()
        .post(
            "/v1/authorizations",
            "{\"code_challenge\": \"%s\", \"code_challenge_method\": \"S256\", \"client_type\": \"mobile\"}"
                .formatted(challenge()))
        .expect(201)
        .text("/authorization_id");
  }

  private Api.Answer openWith(String authorizationId) {
    return backend()
        .post(
            "/v1/sessions",
            "{\"user_id\": \"%s\", \"authorization_id\": \"%s\"}".formatted(user, authorizationId));
  }

  private JsonNode openWithPkce() {
    return openWith(begin()).expect(201).json();
  }

  private Api.Answer exchange(JsonNode opened, String verifier) {
    return anyone()
        .header(
            "User-Agent",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
                + " like Gecko) Version/18.5 Mobile/15E148 Safari/604.1")
        .form(
            "/v1/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                opened.at("/exchange/code").asText(),
                "code_verifier",
                verifier));
  }

  @Test
  void aLoginWithPkceGivesACodeAndNoTokens() {
    var authorizationId = begin();
    var opened = openWith(authorizationId).expect(201).json();
    assertFalse(opened.has("tokens"));
    assertEquals(60, opened.at("/exchange/expires_in").asInt());
    assertEquals(authorizationId, opened.at("/session/authorization_id").asText());
    assertEquals("active", opened.at("/session/state").asText());
    assertFalse(opened.at("/session/tokens_exchanged").asBoolean());
  }

  @Test
  void theRightVerifierGetsTheTokensAndWritesDownTheClient() {
    var opened = openWithPkce();
    var tokens = exchange(opened, VERIFIER).expect(200).json();
    assertEquals(id(opened), tokens.get("session_id").asText());
    verify(tokens.get("access_token").asText()).expect(200);
    var session = session(id(opened));
    assertTrue(session.get("tokens_exchanged").asBoolean());
    assertEquals("mobile", session.get("device_type").asText());
    refresh(tokens.get("refresh_token").asText()).expect(200);
  }

  @Test
  void ofManyExchangesAtOnceExactlyOneWinsAndTheSessionLives() {
    var opened = openWithPkce();
    try (var threads = Executors.newFixedThreadPool(16)) {
      var won =
          IntStream.range(0, 32)
              .mapToObj(
                  _ -> CompletableFuture.supplyAsync(() -> exchange(opened, VERIFIER), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .filter(answer -> answer.status() == 200)
              .count();
      assertEquals(1, won);
    }
    assertEquals("active", session(id(opened)).get("state").asText());
  }

  @Test
  void aSecondExchangeWithinTheOverlapEndsNothingAndAfterItEndsTheSession() {
    var opened = openWithPkce();
    exchange(opened, VERIFIER).expect(200);
    assertFalse(exchange(opened, VERIFIER).expect(400).json().has("reason"));
    pass(Duration.ofSeconds(30));
    assertEquals("invalid_grant", exchange(opened, WRONG_VERIFIER).expect(400).text("/error"));
    assertEquals("active", session(id(opened)).get("state").asText());
    assertEquals("invalid_grant", exchange(opened, VERIFIER).expect(400).text("/error"));
    assertEquals("code_reuse", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void aWrongVerifierIsRefusedAndTheRightOneStillWorksUntilThereWereTooMany() {
    var opened = openWithPkce();
    exchange(opened, WRONG_VERIFIER).expect(400);
    exchange(opened, VERIFIER).expect(200);
    var guessed = openWithPkce();
    for (var i = 0; i < 10; i++) {
      exchange(guessed, WRONG_VERIFIER).expect(400);
    }
    exchange(guessed, VERIFIER).expect(400);
    assertEquals("active", session(id(guessed)).get("state").asText());
  }

  @Test
  void aCodeIsRefusedAtTheEndOfItsMinute() {
    var opened = openWithPkce();
    pass(Duration.ofSeconds(61));
    exchange(opened, VERIFIER).expect(400);
  }

  @Test
  void anAuthorizationOpensOneSessionAndOnlyWithinTenMinutes() {
    var used = begin();
    openWith(used).expect(201);
    var again = openWith(used).expect(400);
    assertEquals("/authorization_id", again.text("/errors/0/pointer"));
    var late = begin();
    pass(Duration.ofMinutes(10));
    openWith(late).expect(400);
  }

  @Test
  void onlyS256IsKnown() {
    var plain =
        backend()
            .post(
                "/v1/authorizations",
                "{\"code_challenge\": \"%s\", \"code_challenge_method\": \"plain\", \"client_type\": \"mobile\"}"
                    .formatted(challenge()))
            .expect(400);
    assertEquals("/code_challenge_method", plain.text("/errors/0/pointer"));
  }

  @Test
  void reauthenticationBeforeTheExchangeGivesANewCodeAndVoidsTheOld() {
    var opened = openWithPkce();
    var anew =
        backend().post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(200).json();
    exchange(opened, VERIFIER).expect(400);
    exchange(anew, VERIFIER).expect(200);
  }
}
