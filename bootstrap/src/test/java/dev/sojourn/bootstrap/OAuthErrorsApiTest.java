package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.RefreshToken;
import dev.sojourn.domain.token.ServerKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong, and wherever, the OAuth endpoints answer as OAuth clients can read it. */
class OAuthErrorsApiTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  private static Api.Answer isOfOAuth(Api.Answer answer, int status, String error) {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/json", answer.header("Content-Type"));
    assertEquals(error, answer.text("/error"));
    assertFalse(answer.text("/error_description").isEmpty());
    assertFalse(answer.header("X-Request-Id").isEmpty());
    return answer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/introspect", "/v1/revoke"})
  void aBodyThatIsTooLarge(String path) {
    isOfOAuth(
        sojourn.api().form(path, Map.of("token", "x".repeat(17_000))), 413, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/introspect", "/v1/revoke"})
  void aHeadWithTooManyFields(String path) {
    var fields = Collections.nCopies(101, "a: b").toArray(String[]::new);
    var answer = new RawHttp(sojourn.address()).send("POST", path, "", fields).expect(431);
    assertEquals("application/json", answer.header("Content-Type"));
    assertTrue(answer.body().startsWith("{\"error\":\"invalid_request\","), answer.body());
  }

  /** Each costs many times its length, and nobody knows yet who sent it. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/introspect", "/v1/revoke"})
  void aBodyWithTooManyValues(String path) {
    var values = String.join(",", Collections.nCopies(200, "[]"));
    var answer =
        isOfOAuth(
            sojourn.api().post(path, "{\"token\": [" + values + "]}"), 400, "invalid_request");
    assertEquals(
        "the body: the body must have at most 200 values", answer.text("/error_description"));
  }

  /** What needs a key first may be larger: attributes of 4 KiB are written in many ways. */
  @Test
  void aBodyOfAClientMayHaveMore() {
    sojourn
        .api()
        .bearer(RunningSojourn.ADMIN_KEY)
        .post("/v1/sessions", "{\"user_id\": \"u-1\"}" + " ".repeat(60_000))
        .expect(201);
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/token", "PUT, /v1/introspect", "DELETE, /v1/revoke"})
  void aMethodThatItDoesNotTake(String method, String path) {
    var answer = isOfOAuth(sojourn.api().json(method, path, ""), 405, "invalid_request");
    assertEquals("POST", answer.header("Allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/introspect", "/v1/revoke"})
  void aContentTypeThatItDoesNotTake(String path) {
    isOfOAuth(
        sojourn.api().header("Content-Type", "text/plain").bytes("POST", path, new byte[] {'x'}),
        400,
        "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/token, 401, invalid_client",
    "/v1/introspect, 401, invalid_client",
    "/v1/revoke, 401, invalid_client"
  })
  void aKeyThatIsWrong(String path, int status, String error) {
    isOfOAuth(
        sojourn.api().bearer("sak_wrong-wrong-wrong-wrong").form(path, Map.of("token", "x")),
        status,
        error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/revoke"})
  void tooManyRequests(String path) {
    var limited = RunningSojourn.on(RunningSojourn.On.WITH_LIMITS).api();
    var from = limited.header("X-Forwarded-For", "198.51.100." + path.length());
    for (var call = 0; call < 3; call++) {
      from.form(path, Map.of("token", "x", "grant_type", "refresh_token", "refresh_token", "x"));
    }
    var answer =
        isOfOAuth(
            from.form(path, Map.of("token", "x", "grant_type", "refresh_token")),
            429,
            "temporarily_unavailable");
    assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
  }

  @Test
  void aStoreThatIsAway() throws IOException {
    var key = new byte[ServerKey.SHORTEST];
    var ring = KeyRing.of(Map.of(new KeyId(7), new ServerKey(key)));
    var id = SessionId.parse("01938000-0000-7000-8000-000000000000").valid().orElseThrow();
    var token = RefreshToken.mint(id, new Generation(1), new Secret(new byte[32]), ring);
    var postgres = EmbeddedPostgres.start();
    var own =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
                "SOJOURN_TOKEN_KEYS",
                "7=" + Base64.getEncoder().encodeToString(key)));
    try {
      postgres.close();
      var refresh = Map.of("grant_type", "refresh_token", "refresh_token", token);
      var hint = Map.of("token", token, "token_type_hint", "refresh_token");
      for (var answer :
          new Api.Answer[] {
            own.api().once().form("/v1/token", refresh),
            own.api().once().bearer(RunningSojourn.ADMIN_KEY).form("/v1/introspect", hint),
            own.api().once().form("/v1/revoke", hint)
          }) {
        isOfOAuth(answer, 503, "temporarily_unavailable");
        assertEquals("1", answer.header("Retry-After"));
      }
    } finally {
      own.close();
    }
  }
}
