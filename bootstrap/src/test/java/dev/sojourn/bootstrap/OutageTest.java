package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said while the database is away. */
class OutageTest {
  @TempDir Path data;

  private io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres;
  private Sojourn sojourn;
  private Api api;
  private Api backend;

  @BeforeEach
  void start() throws IOException {
    postgres = postgres(0);
    var settings =
        Map.of(
            "SOJOURN_HTTP_PORT",
            "0",
            "SOJOURN_STORE",
            "postgres",
            "SOJOURN_POSTGRES_URL",
            "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
            "SOJOURN_API_KEYS",
            "admin=" + RunningSojourn.ADMIN_KEY + ":admin",
            "SOJOURN_TOKEN_KEYS",
            "1=" + Base64.getEncoder().encodeToString(new byte[32]),
            "SOJOURN_POLICIES_PATIENT_OUTAGE_GRACE",
            "PT1H");
    if (!(SojournConfig.read(settings, data) instanceof Reading.Good(var config))) {
      throw new AssertionError("the settings are good");
    }
    sojourn = Sojourn.start(config, new MillisecondClock(), RunningSojourn.ANY_WAIT);
    api = RunningSojourn.apiOf(sojourn).once();
    backend = api.bearer(RunningSojourn.ADMIN_KEY);
  }

  private io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres(int port)
      throws IOException {
    return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
        .setDataDirectory(data.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @AfterEach
  void stop() throws IOException {
    sojourn.close();
    postgres.close();
  }

  @Test
  void withoutTheDatabaseRequestsAreRefusedInOrder() throws IOException {
    var opened = open("default");
    postgres.close();

    var refused = backend.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(503);
    assertEquals("urn:sojourn:problem:unavailable", refused.text("/type"));
    assertEquals("1", refused.header("Retry-After"));
    verify(opened).expect(503);
    api.get("/health/live").expect(200);
  }

  @Test
  void aPolicyCanHaveWhatIsRememberedVerifiedAndNothingElse() throws IOException {
    var patient = open("patient");
    var strict = open("default");
    verify(patient).expect(200);
    assertEquals("up", api.get("/health/ready").expect(200).text("/status"));
    assertTrue(metrics().contains("\nsojourn_store_away_seconds 0.0\n"), metrics());
    postgres.close();

    verify(strict).expect(503);
    verify(patient).expect(200);
    assertEquals("outage", api.get("/health/ready").expect(200).text("/status"));
    assertTrue(
        metrics().contains("\nsojourn_verifications_in_outage_total{policy=\"patient\"} 1.0\n"),
        metrics());
    assertTrue(!metrics().contains("\nsojourn_store_away_seconds 0.0\n"), metrics());
    api.form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", patient.refresh()))
        .expect(503);
    backend.delete("/v1/sessions/" + patient.id()).expect(503);

    postgres = postgres(postgres.getPort());
    eventually(() -> backend.delete("/v1/sessions/" + patient.id()).status() == 204);
    verify(patient).expect(401);
    eventually(() -> api.get("/health/ready").text("/status").equals("up"));
  }

  private record Opened(String id, String access, String refresh) {}

  private Opened open(String policy) {
    var answer =
        backend
            .post("/v1/sessions", "{\"user_id\": \"ada\", \"policy\": \"" + policy + "\"}")
            .expect(201);
    return new Opened(
        answer.text("/session/id"),
        answer.text("/tokens/access_token"),
        answer.text("/tokens/refresh_token"));
  }

  private Api.Answer verify(Opened session) {
    return api.bearer(session.access()).get("/v1/verify");
  }

  private String metrics() {
    return api.get("/metrics").expect(200).body();
  }
}
