package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.api.admin.LogLevel;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets where a parser does not expect them are in no line, at any level that can be set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogSecretsTest {
  private static final String LEVELS = "/v1/log-levels";
  private static final List<String> LOGGERS =
      List.of("root", "dev.sojourn", "dev", "io", "io.netty", "io.vertx", "com.fasterxml", "org");

  /** What another application keeps in its cookie at the same origin. */
  private static final String FOREIGN = "Zm9yZWlnbi1zZXNzaW9u";

  private RunningSojourn sojourn;

  @BeforeAll
  void start() {
    sojourn = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
  }

  @AfterAll
  void stop() {
    sojourn.close();
  }

  private Api admin() {
    return sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  @AfterEach
  void asConfigured() {
    admin().json("PUT", LEVELS, "{\"levels\": {}}").expect(200);
  }

  /** Each level for each logger, and the finest for all at once. */
  static Stream<String> levels() {
    var single =
        LOGGERS.stream()
            .flatMap(
                logger ->
                    Stream.of(LogLevel.values())
                        .map(level -> "\"%s\": \"%s\"".formatted(logger, level.word())));
    return Stream.concat(
        single,
        Stream.of(
            "\"root\": \"debug\", \"dev.sojourn\": \"trace\", \"io.netty\": \"info\","
                + " \"io.vertx\": \"info\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("levels")
  void aTokenThatAParserDoesNotTakeIsInNoLine(String levels) {
    var changed = admin().json("PUT", LEVELS, "{\"levels\": {" + levels + "}}");
    if (changed.status() == 400) {
      assertTrue(changed.text("/detail").contains(" must not be "), changed.body());
      return;
    }
    changed.expect(200);
    try (var lines = LoggedLines.asLevelsAre()) {
      var opened = admin().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
      var token = opened.text("/tokens/access_token");
      for (var cookie :
          List.of(
              "__Host-sojourn=" + token + "\"; other=" + FOREIGN + "\"",
              "__Host-sojourn=\"" + token + "; a b=" + FOREIGN,
              token + "; =" + FOREIGN,
              ",__Host-sojourn=" + token + "\\; x=" + FOREIGN + "\"")) {
        sojourn.api().header("Cookie", cookie).get("/v1/verify");
      }
      admin().post("/v1/sessions", "{\"user_id\": \"ada\", \"" + token + "\": 1}").expect(400);
      admin().post("/v1/sessions", "{\"user_id\": " + token + "}").expect(400);
      admin().post("/v1/sessions", "{\"attributes\": {\"a\": \"" + token).expect(400);
      sojourn.api().form("/v1/token", Map.of(token, token)).expect(400);
      sojourn.api().get("/v1/verify?" + token + "=&x=" + token);
      sojourn.api().header("Authorization", "Bearer, " + token).get("/v1/verify").expect(401);
      sojourn.api().header("DPoP", token).get("/v1/verify").expect(401);
      var secrets = List.of(token, FOREIGN, RunningSojourn.ADMIN_KEY);
      assertEquals(
          List.of(),
          lines.all().stream().filter(line -> secrets.stream().anyMatch(line::contains)).toList());
    }
  }
}
