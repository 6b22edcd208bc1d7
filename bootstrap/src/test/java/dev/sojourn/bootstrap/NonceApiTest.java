package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Proofs that must have a nonce of the server in them (RFC 9449, section 8). */
class NonceApiTest {
  private static final String TOKEN = "https://id.example/v1/token";

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.WITH_NONCES);
  private final DpopClient client = new DpopClient();

  private Api.Answer refresh(String token, String proof) {
    return sojourn
        .api()
        .header("DPoP", proof)
        .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  private String proof(String nonce) {
    return client.proof(
        "POST", TOKEN, sojourn.clock().instant(), claims -> claims.claim("nonce", nonce));
  }

  private String refreshToken() {
    return sojourn
        .api()
        .bearer(RunningSojourn.ADMIN_KEY)
        .post("/v1/sessions", "{\"user_id\": \"ada\", \"policy\": \"bound\"}")
        .expect(201)
        .text("/tokens/refresh_token");
  }

  @Test
  void whoeverHasNoNonceIsGivenOneAndTriesAgain() {
    var token = refreshToken();
    var challenged =
        refresh(token, client.proof("POST", TOKEN, sojourn.clock().instant())).expect(400);
    assertEquals("use_dpop_nonce", challenged.text("/error"));
    var nonce = challenged.header("DPoP-Nonce");
    assertFalse(nonce.isEmpty());
    var done = refresh(token, proof(nonce)).expect(200);
    assertEquals("DPoP", done.text("/token_type"));
    // the next one comes along, so that nobody has to ask twice
    assertFalse(done.header("DPoP-Nonce").isEmpty());
  }

  @Test
  void anOldNonceIsReplaced() {
    var token = refreshToken();
    var nonce =
        refresh(token, client.proof("POST", TOKEN, sojourn.clock().instant())).header("DPoP-Nonce");
    sojourn.clock().advance(Duration.ofMinutes(5));
    assertEquals("use_dpop_nonce", refresh(token, proof(nonce)).expect(400).text("/error"));
    assertEquals("use_dpop_nonce", refresh(token, proof("made up")).expect(400).text("/error"));
  }

  @Test
  void aResourceChallengesInItsOwnWords() {
    var token = refreshToken();
    var nonce =
        refresh(token, client.proof("POST", TOKEN, sojourn.clock().instant())).header("DPoP-Nonce");
    var access = refresh(token, proof(nonce)).expect(200).text("/access_token");
    var challenged =
        sojourn
            .api()
            .header("Authorization", "DPoP " + access)
            .header(
                "DPoP",
                client.proof("GET", "https://id.example/v1/me", sojourn.clock().instant(), access))
            .get("/v1/me")
            .expect(401);
    assertTrue(challenged.header("WWW-Authenticate").contains("error=\"use_dpop_nonce\""));
    assertFalse(challenged.header("DPoP-Nonce").isEmpty());
  }
}
