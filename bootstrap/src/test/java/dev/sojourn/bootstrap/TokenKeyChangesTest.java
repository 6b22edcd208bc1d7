package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A token key id that names another key than before is refused, and a missing key is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenKeyChangesTest {
  private static final String ADVICE =
      "use the earlier key for this id, or give the new key an id that was not used before";

  @TempDir Path directory;
  private EmbeddedPostgres postgres;

  @BeforeAll
  void startPostgres() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void forgetEverything() throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("drop schema public cascade; create schema public");
    }
  }

  /** An entry of the token keys: its id and one of many keys. */
  private static String entry(int id, int key) {
    return id
        + "="
        + Base64.getEncoder().encodeToString(ByteBuffer.allocate(32).putInt(key).array());
  }

  private Map<String, String> settings(Map<String, String> tokenKeys) {
    var settings = new HashMap<>(tokenKeys);
    settings.put("SOJOURN_HTTP_PORT", "0");
    settings.put("SOJOURN_STORE", "postgres");
    settings.put(
        "SOJOURN_POSTGRES_URL",
        "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres");
    settings.put("SOJOURN_API_KEYS", "admin=" + RunningSojourn.ADMIN_KEY + ":admin");
    return settings;
  }

  private Sojourn start(Map<String, String> tokenKeys) {
    return switch (SojournConfig.read(settings(tokenKeys), directory)) {
      case Reading.Good(var config) -> Sojourn.start(config, new MillisecondClock());
      case Reading.Faulty(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  private Sojourn start(String tokenKeys) {
    return start(Map.of("SOJOURN_TOKEN_KEYS", tokenKeys));
  }

  private CommandRun.Ran doctor(String tokenKeys) {
    var command = CommandRun.in(directory);
    for (var setting : settings(Map.of("SOJOURN_TOKEN_KEYS", tokenKeys)).entrySet()) {
      command = command.with(setting.getKey(), setting.getValue());
    }
    return command.run("doctor");
  }

  private static Api admin(Sojourn sojourn) {
    return RunningSojourn.apiOf(sojourn).bearer(RunningSojourn.ADMIN_KEY);
  }

  private static String open(Sojourn sojourn) {
    return admin(sojourn)
        .post("/v1/sessions", "{\"user_id\": \"ada\"}")
        .expect(201)
        .text("/tokens/access_token");
  }

  private static int verified(Sojourn sojourn, String token) {
    return RunningSojourn.apiOf(sojourn).bearer(token).get("/v1/verify").status();
  }

  @Test
  void anotherKeyUnderTheSameIdDoesNotStartAndTheEarlierKeyDoes() {
    String token;
    try (var sojourn = start(entry(1, 11))) {
      token = open(sojourn);
    }
    var refused = assertThrows(StartException.class, () -> start(entry(1, 12)));
    assertEquals(ExitStatus.WRONG_USAGE, refused.status());
    var told = refused.toString();
    assertTrue(told.contains(": SOJOURN_TOKEN_KEYS: the store knows key id 1 with another"), told);
    assertTrue(told.endsWith(ADVICE), told);
    var ran = doctor(entry(1, 12)).expect(ExitStatus.FAILED);
    assertTrue(
        ran.out().contains("wrong    token keys in the store: the store knows key id 1"),
        ran.out());
    try (var sojourn = start(entry(1, 11) + "," + entry(2, 12))) {
      assertEquals(200, verified(sojourn, token));
    }
  }

  @Test
  void aKeyThatIsMissingIsToldAndDoesNotKeepItFromStarting() {
    try (var sojourn = start(entry(1, 11))) {
      eventually(() -> admin(sojourn).get("/v1/signing-keys").body().contains("EdDSA"));
    }
    var ran = doctor(entry(2, 12)).expect(ExitStatus.GOOD);
    assertTrue(
        ran.out()
            .contains(
                "warning  token keys in the store: the store has signing keys that were sealed"
                    + " with key id 1, which no configured key opens"),
        ran.out());
    try (var logged = LoggedLines.begin();
        var _ = start(entry(2, 12))) {
      assertTrue(logged.text().contains("token keys: the store has signing keys"), logged.text());
    }
    assertTrue(
        doctor(entry(1, 11) + "," + entry(2, 12))
            .expect(ExitStatus.GOOD)
            .out()
            .contains("ok       token keys in the store: are those that are configured"));
  }

  @Test
  void whileItRunsAnotherKeyUnderTheSameIdLeavesTheKeysBeforeInForce() throws IOException {
    var file = Files.writeString(directory.resolve("token-keys"), entry(1, 11) + "\n");
    try (var logged = LoggedLines.begin();
        var sojourn = start(Map.of("SOJOURN_TOKEN_KEYS_FILE", file.toString()))) {
      var token = open(sojourn);
      Files.writeString(file, entry(1, 12) + "\n");
      eventually(
          () -> logged.text().contains(ADVICE + "; the keys that were there before stay in force"));
      assertEquals(200, verified(sojourn, token));
      assertEquals(200, verified(sojourn, open(sojourn)));
      Files.writeString(file, entry(1, 11) + "\n" + entry(2, 12) + "\n");
      eventually(() -> logged.text().contains("the keys in " + file + " have changed"));
      assertEquals(200, verified(sojourn, token));
    }
  }

  @Test
  void twoNodesThatAreGivenDifferentKeysUnderOneIdAreNotBothStarted() {
    try (var _ = start(entry(1, 11))) {
      assertThrows(StartException.class, () -> start(entry(1, 12)));
    }
  }
}
