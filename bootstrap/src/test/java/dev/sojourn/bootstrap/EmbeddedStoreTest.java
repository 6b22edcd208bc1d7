package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The embedded store serves what {@link ApiTest} tests on Postgres: one session from its opening to
 * its end.
 */
class EmbeddedStoreTest {
  private final Api anyone = RunningSojourn.on(RunningSojourn.On.EMBEDDED).api();
  private final Api backend = anyone.bearer(RunningSojourn.ADMIN_KEY);

  private Api.Answer refresh(String token) {
    return anyone.form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  @Test
  void aSessionIsOpenedVerifiedRefreshedFoundAndEnded() {
    var user = "user-" + UUID.randomUUID();
    var opened = backend.post("/v1/sessions", "{\"user_id\": \"" + user + "\"}").expect(201).json();
    var id = ApiTest.id(opened);
    anyone.bearer(ApiTest.accessToken(opened)).get("/v1/verify").expect(200);

    var refreshed = refresh(ApiTest.refreshToken(opened)).expect(200);
    assertNotEquals(ApiTest.refreshToken(opened), refreshed.text("/refresh_token"));
    anyone.bearer(refreshed.text("/access_token")).get("/v1/verify").expect(200);
    var found = backend.get("/v1/users/" + user + "/sessions").expect(200).json();
    assertEquals(id, found.at("/items/0/id").asText());

    backend.delete("/v1/sessions/" + id).expect(204);
    anyone.bearer(refreshed.text("/access_token")).get("/v1/verify").expect(401);
    assertEquals(
        "invalid_grant", refresh(refreshed.text("/refresh_token")).expect(400).text("/error"));
  }

  @Test
  void aRefreshThatIsRepeatedGetsTheSameToken() {
    var opened =
        backend
            .post("/v1/sessions", "{\"user_id\": \"user-" + UUID.randomUUID() + "\"}")
            .expect(201)
            .json();
    var token = ApiTest.refreshToken(opened);
    var first = refresh(token).expect(200).text("/refresh_token");
    for (var i = 0; i < 5; i++) {
      assertEquals(first, refresh(token).expect(200).text("/refresh_token"));
    }
  }
}
