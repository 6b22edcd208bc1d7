package dev.sojourn.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests over a real socket, in memory and on Postgres. Each works with users of its own. The
 * embedded store is the one for Postgres on a Postgres of its own: {@link EmbeddedStoreTest}.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = RunningSojourn.On.class,
    names = {"MEMORY", "POSTGRES"})
abstract class ApiTest {
  @Parameter RunningSojourn.On store;

  final String user = "user-" + UUID.randomUUID();

  RunningSojourn sojourn() {
    return RunningSojourn.on(store);
  }

  /** Without any credential. */
  Api anyone() {
    return sojourn().api();
  }

  /** With an API key that allows everything. */
  Api backend() {
    return anyone().bearer(RunningSojourn.ADMIN_KEY);
  }

  void pass(Duration time) {
    sojourn().clock().advance(time);
  }

  /** A session of the test's user, as the API answers its opening. */
  JsonNode open() {
    return open("default");
  }

  JsonNode open(String policy) {
    return backend()
        .post("/v1/sessions", "{\"user_id\": \"%s\", \"policy\": \"%s\"}".formatted(user, policy))
        .expect(201)
        .json();
  }

  static String id(JsonNode opened) {
    return opened.at("/session/id").asText();
  }

  static String accessToken(JsonNode opened) {
    return opened.at("/tokens/access_token").asText();
  }

  static String refreshToken(JsonNode opened) {
    return opened.at("/tokens/refresh_token").asText();
  }

  Api.Answer refresh(String refreshToken) {
    return anyone()
        .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  Api.Answer verify(String accessToken) {
    return anyone().bearer(accessToken).get("/v1/verify");
  }

  JsonNode session(String id) {
    return backend().get("/v1/sessions/" + id).expect(200).json();
  }
}
