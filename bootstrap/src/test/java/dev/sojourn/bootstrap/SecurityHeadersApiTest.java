package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is answered, a browser takes it for what it is, frames none of it and passes nothing on.
 */
class SecurityHeadersApiTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  @ParameterizedTest
  @CsvSource({
    "/health/live, 200",
    "/docs/, 200",
    "/openapi.yaml, 200",
    "/.well-known/jwks.json, 200",
    "/v1/verify, 401",
    "/v1/nothing, 404",
    "/v1/token, 405",
    "/%ff, 400"
  })
  void everyAnswerHasThem(String path, int status) {
    var answer = sojourn.api().get(path).expect(status);
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("no-referrer", answer.header("Referrer-Policy"));
    assertTrue(answer.header("Content-Security-Policy").contains("frame-ancestors 'none'"));
    assertEquals("", answer.header("Strict-Transport-Security"), "not without TLS");
  }
}
