package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.domain.token.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys in files, which are changed while Sojourn runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyFilesTest {
  private static final String ADMIN = "admin=" + RunningSojourn.ADMIN_KEY + ":admin\n";
  private static final String READER = "reader=" + RunningSojourn.READ_KEY + ":sessions:read\n";
  private static final String ONE = "1=" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";
  private static final String TWO = "2=" + Base64.getEncoder().encodeToString(new byte[33]) + "\n";

  private Path apiKeys;
  private Path tokenKeys;
  private Sojourn sojourn;
  private Api api;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    apiKeys = Files.writeString(directory.resolve("api-keys"), "# who may call\n" + ADMIN);
    tokenKeys = Files.writeString(directory.resolve("token-keys"), ONE);
    var settings =
        Map.of(
            "SOJOURN_HTTP_PORT",
            "0",
            "SOJOURN_STORE",
            "memory",
            "SOJOURN_API_KEYS_FILE",
            apiKeys.toString(),
            "SOJOURN_TOKEN_KEYS_FILE",
            tokenKeys.toString());
    if (!(SojournConfig.read(settings, directory) instanceof Reading.Good(var config))) {
      throw new AssertionError("the settings are good");
    }
    sojourn = Sojourn.start(config, new MillisecondClock(), RunningSojourn.ANY_WAIT);
    api = RunningSojourn.apiOf(sojourn);
  }

  @AfterAll
  void stop() {
    sojourn.close();
  }

  @Test
  void anApiKeyIsGoodFromWhenItIsAddedUntilItIsRemoved() throws IOException {
    assertEquals(401, listedWith(RunningSojourn.READ_KEY));
    Files.writeString(apiKeys, ADMIN + READER);
    eventually(() -> listedWith(RunningSojourn.READ_KEY) == 200);
    assertEquals(200, listedWith(RunningSojourn.ADMIN_KEY));
    Files.writeString(apiKeys, ADMIN);
    eventually(() -> listedWith(RunningSojourn.READ_KEY) == 401);
  }

  @Test
  void aTokenKeyIsReplacedWithNobodyLoggedOutUntilTheOldOneIsRemoved() throws IOException {
    var old = open();
    assertEquals(1, keyIdOf(old));
    Files.writeString(tokenKeys, ONE + TWO);
    Files.setLastModifiedTime(
        tokenKeys, FileTime.from(Instant.now().minus(SigningKeys.LEAD).minusSeconds(60)));
    eventually(() -> keyIdOf(open()) == 2);
    var young = open();
    assertEquals(200, verifiedWith(old));
    assertEquals(200, verifiedWith(young));
    Files.writeString(tokenKeys, TWO);
    eventually(() -> verifiedWith(old) == 401);
    assertEquals(200, verifiedWith(young));
  }

  private String open() {
    return api.bearer(RunningSojourn.ADMIN_KEY)
        .post("/v1/sessions", "{\"user_id\": \"ada\"}")
        .expect(201)
        .text("/tokens/access_token");
  }

  private static int keyIdOf(String token) {
    return Base64.getUrlDecoder().decode(token.substring("sat_".length()))[0];
  }

  private int verifiedWith(String token) {
    return api.bearer(token).get("/v1/verify").status();
  }

  private int listedWith(String key) {
    return api.bearer(key).get("/v1/policies").status();
  }
}
