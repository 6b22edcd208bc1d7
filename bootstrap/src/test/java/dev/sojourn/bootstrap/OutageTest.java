package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.bootstrap.SojournConfig.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said while the database is away. */
class OutageTest {

  @Test
  void whileTheDatabaseIsAwayRequestsAreRefusedInOrderAndNodesAreNotReady() throws IOException {
    var postgres = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.start();
    var settings =
        Map.of(
            "SOJOURN_HTTP_PORT", "0",
            "SOJOURN_STORE", "postgres",
            "SOJOURN_POSTGRES_URL",
                "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
            "SOJOURN_API_KEYS", "admin=" + RunningSojourn.ADMIN_KEY + ":admin",
            "SOJOURN_TOKEN_KEYS", "1=" + Base64.getEncoder().encodeToString(new byte[32]));
    if (!(SojournConfig.read(settings, Path.of("").toAbsolutePath())
        instanceof Reading.Good(var config))) {
      throw new AssertionError("the settings are good");
    }
    try (var sojourn = Sojourn.start(config, new MillisecondClock());
        var contract = OutageTest.class.getResourceAsStream("/openapi.yaml")) {
      var api =
          new Api(
              sojourn.address(),
              new OpenApi(new String(contract.readAllBytes(), StandardCharsets.UTF_8)));
      var backend = api.bearer(RunningSojourn.ADMIN_KEY);
      var opened = backend.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201).json();
      postgres.close();

      assertEquals("down", api.get("/health/ready").expect(503).text("/status"));
      api.get("/health/live").expect(200);
      var refused = backend.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(503);
      assertEquals("urn:sojourn:problem:unavailable", refused.text("/type"));
      assertEquals("1", refused.header("Retry-After"));
      api.bearer(opened.at("/tokens/access_token").asText()).get("/v1/verify").expect(503);
    }
  }
}
