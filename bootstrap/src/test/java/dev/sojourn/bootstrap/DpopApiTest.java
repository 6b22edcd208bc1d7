package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a key of their client (RFC 9449). */
class DpopApiTest extends ApiTest {
  private static final String TOKEN = "https://id.example/v1/token";
  private static final String ORDERS = "https://shop.example/orders";

  private final DpopClient client = new DpopClient();

  private Instant now() {
    return sojourn().clock().instant();
  }

  private Api.Answer refresh(String token, String proof) {
    return anyone()
        .header("DPoP", proof)
        .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  private Api.Answer refreshProven(String token) {
    return refresh(token, client.proof("POST", TOKEN, now()));
  }

  /** A session that the client's first proof has bound; its newest tokens. */
  private JsonNode bound() {
    return refreshProven(refreshToken(open("bound"))).expect(200).json();
  }

  private Api orders(String scheme, String token) {
    return anyone()
        .header("Authorization", scheme + " " + token)
        .header("X-Forwarded-Method", "GET")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "shop.example")
        .header("X-Forwarded-Uri", "/orders?page=2");
  }

  private Api.Answer verifyProven(String token, String proof) {
    return orders("DPoP", token).header("DPoP", proof).get("/v1/verify");
  }

  @Test
  void theFirstProofBindsTheSessionToItsKey() {
    var tokens = bound();
    assertEquals("DPoP", tokens.get("token_type").asText());
    var next = refreshProven(tokens.get("refresh_token").asText()).expect(200);
    assertEquals("DPoP", next.text("/token_type"));
  }

  @Test
  void withoutTheKeyATokenIsWorthNothingAndNothingEnds() {
    var tokens = bound();
    var refreshToken = tokens.get("refresh_token").asText();
    var missing = refresh(refreshToken).expect(400);
    assertEquals("invalid_dpop_proof", missing.text("/error"));
    var other = refresh(refreshToken, new DpopClient().proof("POST", TOKEN, now())).expect(400);
    assertEquals("invalid_grant", other.text("/error"));
    refreshProven(refreshToken).expect(200);
  }

  @Test
  void aRequestPassesWithTokenAndProof() {
    var token = bound().get("access_token").asText();
    verifyProven(token, client.proof("GET", ORDERS, now(), token)).expect(200);
  }

  @Test
  void asABearerTokenItIsRefused() {
    var token = bound().get("access_token").asText();
    var answer =
        orders("Bearer", token)
            .header("DPoP", client.proof("GET", ORDERS, now(), token))
            .get("/v1/verify")
            .expect(401);
    assertTrue(answer.header("WWW-Authenticate").startsWith("DPoP "));
    assertTrue(answer.header("WWW-Authenticate").contains("error=\"invalid_token\""));
    assertTrue(answer.header("WWW-Authenticate").contains("algs=\""));
  }

  @Test
  void whatIsNotBoundMustNotPassForIt() {
    var token = accessToken(open("bound"));
    verifyProven(token, client.proof("GET", ORDERS, now(), token)).expect(401);
    orders("Bearer", token).get("/v1/verify").expect(200);
  }

  @Test
  void aProofIsForOneRequestOneTokenAndOneTime() {
    var token = bound().get("access_token").asText();
    var proof = client.proof("GET", ORDERS, now(), token);
    verifyProven(token, proof).expect(200);
    for (var bad :
        new String[] {
          proof, // again
          client.proof("POST", ORDERS, now(), token),
          client.proof("GET", "https://shop.example/other", now(), token),
          client.proof("GET", "https://id.example/v1/verify", now(), token),
          client.proof("GET", ORDERS, now(), "another"),
          client.proof("GET", ORDERS, now()),
          client.proof("GET", ORDERS, now().minusSeconds(60), token),
          client.proof("GET", ORDERS, now().plusSeconds(11), token),
          "nonsense"
        }) {
      var answer = verifyProven(token, bad).expect(401);
      assertTrue(answer.header("WWW-Authenticate").contains("error=\"invalid_dpop_proof\""), bad);
    }
    verifyProven(token, new DpopClient().proof("GET", ORDERS, now(), token)).expect(401);
    orders("DPoP", token).get("/v1/verify").expect(401);
  }

  @Test
  void ofAllWhoShowOneProofAtOnceOnePasses() {
    var token = bound().get("access_token").asText();
    var proof = client.proof("GET", ORDERS, now(), token);
    try (var threads = Executors.newFixedThreadPool(16)) {
      var passed =
          IntStream.range(0, 40)
              .mapToObj(
                  _ ->
                      CompletableFuture.supplyAsync(
                          () -> verifyProven(token, proof).status(), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .filter(status -> status == 200)
              .count();
      assertEquals(1, passed);
    }
  }

  @Test
  void twoProofsInOneRequestAreNone() {
    var answer =
        refresh(
            refreshToken(open("bound")),
            client.proof("POST", TOKEN, now()) + ", " + client.proof("POST", TOKEN, now()));
    assertEquals("invalid_dpop_proof", answer.expect(400).text("/error"));
  }

  @Test
  void theResourceServerIsToldTheKey() {
    var token = bound().get("access_token").asText();
    var answer = backend().form("/v1/introspect", Map.of("token", token)).expect(200).json();
    assertTrue(answer.get("active").asBoolean());
    assertEquals("DPoP", answer.get("token_type").asText());
    assertEquals(client.thumbprint(), answer.at("/cnf/jkt").asText());
  }

  @Test
  void thePersonsOwnPageIsProvenToo() {
    var token = bound().get("access_token").asText();
    anyone()
        .header("Authorization", "DPoP " + token)
        .header("DPoP", client.proof("GET", "https://id.example/v1/me", now(), token))
        .get("/v1/me")
        .expect(200);
    anyone().bearer(token).get("/v1/me").expect(401);
  }

  @Test
  void aSessionMayBeBoundFromItsOpening() {
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"policy\": \"proven\", \"dpop_jkt\": \"%s\"}"
                    .formatted(user, client.thumbprint()))
            .expect(201)
            .json();
    assertEquals("DPoP", opened.at("/tokens/token_type").asText());
    verify(accessToken(opened)).expect(401);
    var token = accessToken(opened);
    verifyProven(token, client.proof("GET", ORDERS, now(), token)).expect(200);
    refresh(refreshToken(opened)).expect(400);
    refreshProven(refreshToken(opened)).expect(200);
  }

  @Test
  void whereItIsRequiredNoSessionBeginsWithoutAKey() {
    var answer =
        backend()
            .post("/v1/sessions", "{\"user_id\": \"%s\", \"policy\": \"proven\"}".formatted(user))
            .expect(400);
    assertEquals("/dpop_jkt", answer.text("/errors/0/pointer"));
  }

  @Test
  void aLoginThatBeganWithAKeyIsExchangedWithThatKeyAlone() {
    var challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    var authorization =
        backend()
            .post(
                "/v1/authorizations",
                "{\"code_challenge\": \"%s\", \"client_type\": \"mobile\", \"dpop_jkt\": \"%s\"}"
                    .formatted(challenge, client.thumbprint()))
            .expect(201)
            .text("/authorization_id");
    var code =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"policy\": \"proven\", \"authorization_id\": \"%s\"}"
                    .formatted(user, authorization))
            .expect(201)
            .text("/exchange/code");
    var form =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "code_verifier",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assertEquals("invalid_dpop_proof", anyone().form("/v1/token", form).expect(400).text("/error"));
    assertEquals(
        "invalid_grant",
        anyone()
            .header("DPoP", new DpopClient().proof("POST", TOKEN, now()))
            .form("/v1/token", form)
            .expect(400)
            .text("/error"));
    var tokens =
        anyone()
            .header("DPoP", client.proof("POST", TOKEN, now()))
            .form("/v1/token", form)
            .expect(200);
    assertEquals("DPoP", tokens.text("/token_type"));
  }

  @Test
  void aBoundJwtNamesItsKey() throws Exception {
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"policy\": \"bound\", \"dpop_jkt\": \"%s\", \"access_token_format\": \"jwt\"}"
                    .formatted(user, client.thumbprint()))
            .expect(201)
            .json();
    var token = accessToken(opened);
    var cnf = com.nimbusds.jwt.SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf");
    assertEquals(Map.of("jkt", client.thumbprint()), cnf);
    verifyProven(token, client.proof("GET", ORDERS, now(), token)).expect(200);
    verify(token).expect(401);
  }

  @Test
  void proofsThatAreTooOldAreForgotten() {
    var token = bound().get("access_token").asText();
    verifyProven(token, client.proof("GET", ORDERS, now(), token)).expect(200);
    pass(Duration.ofSeconds(71));
    var before = sojourn().metric("sojourn_sweep_rows_total{action=\"purged_proof\"}");
    sojourn().sweep();
    assertTrue(sojourn().metric("sojourn_sweep_rows_total{action=\"purged_proof\"}") > before);
  }

  @Test
  void headersThatContradictEachOtherAreBelievedByNobody() {
    var token = bound().get("access_token").asText();
    var answer =
        orders("DPoP", token)
            .header("X-Original-URI", "/other")
            .header("DPoP", client.proof("GET", ORDERS, now(), token))
            .get("/v1/verify");
    assertEquals(400, answer.status());
    assertFalse(answer.body().contains(token));
  }
}
