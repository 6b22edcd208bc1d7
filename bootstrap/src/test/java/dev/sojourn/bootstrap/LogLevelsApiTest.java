package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The levels of the log are told, and changed while Sojourn runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogLevelsApiTest {
  private static final String LEVELS = "/v1/log-levels";
  private static final Logger OURS = LoggerFactory.getLogger("dev.sojourn.test.levels");
  private static final Logger OTHERS = LoggerFactory.getLogger("org.example.levels");

  private RunningSojourn sojourn;
  private Api backend;

  /** One of its own: what is configured is what holds when it starts. */
  @BeforeAll
  void start() {
    sojourn = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    backend = sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  @AfterAll
  void stop() {
    sojourn.close();
  }

  @AfterEach
  void asConfigured() {
    backend.json("PUT", LEVELS, "{\"levels\": {}}").expect(200);
  }

  @Test
  void theLevelsThatLoggersHaveOfTheirOwnAreTold() {
    var told = backend.get(LEVELS).expect(200);
    assertEquals("info", told.text("/levels/root"));
    assertEquals("warn", told.text("/levels/io.netty"));
    assertTrue(told.json().get("until").isNull());
    assertFalse(told.body().contains("org.example"), told.body());
  }

  @Test
  void aChangeHoldsForWhatIsBelowAndUntilThereIsAnother() {
    assertFalse(OURS.isDebugEnabled());
    var changed =
        backend.json("PUT", LEVELS, "{\"levels\": {\"dev.sojourn\": \"debug\"}}").expect(200);
    assertEquals("debug", changed.text("/levels/dev.sojourn"));
    assertEquals(changed.json(), backend.get(LEVELS).expect(200).json());
    assertTrue(OURS.isDebugEnabled());
    assertFalse(OTHERS.isDebugEnabled());

    backend
        .json("PUT", LEVELS, "{\"levels\": {\"root\": \"error\", \"io.netty\": \"info\"}}")
        .expect(200);
    assertFalse(OURS.isWarnEnabled());
    assertTrue(LoggerFactory.getLogger("io.netty").isInfoEnabled());

    var back = backend.json("PUT", LEVELS, "{\"levels\": {}}").expect(200);
    assertEquals("info", back.text("/levels/root"));
    assertEquals("warn", back.text("/levels/io.netty"));
    assertTrue(OURS.isInfoEnabled());
    assertFalse(OURS.isDebugEnabled());
  }

  @Test
  void rootBelowInfoMeansSojournAndTheAnswerSaysSo() {
    var changed = backend.json("PUT", LEVELS, "{\"levels\": {\"root\": \"debug\"}}").expect(200);
    assertEquals("info", changed.text("/levels/root"));
    assertEquals("debug", changed.text("/levels/dev.sojourn"));
    assertEquals(changed.json(), backend.get(LEVELS).expect(200).json());
    assertTrue(OURS.isDebugEnabled());
    assertFalse(OTHERS.isDebugEnabled());
    assertTrue(OTHERS.isInfoEnabled());

    var errors = backend.json("PUT", LEVELS, "{\"levels\": {\"root\": \"error\"}}").expect(200);
    assertEquals("error", errors.text("/levels/root"));
    assertFalse(OURS.isWarnEnabled());
  }

  @Test
  void aChangeForATimeIsOverAfterwards() {
    var body = "{\"levels\": {\"dev.sojourn\": \"trace\"}, \"expires_in\": 1}";
    var changed = backend.json("PUT", LEVELS, body).expect(200);
    assertEquals(sojourn.clock().instant().plusSeconds(1).toString(), changed.text("/until"));
    assertTrue(OURS.isTraceEnabled());
    eventually(() -> !OURS.isTraceEnabled());
    assertTrue(backend.get(LEVELS).expect(200).json().get("until").isNull());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | /levels is required
          {"levels": []}                                         | /levels must be an object
          {"levels": {"root": "loud"}}                           | /levels/root must be one of
          {"levels": {"root": null}}                             | /levels/root must be one of
          {"levels": {"root": "trace"}}                          | /levels/root must not be trace
          {"levels": {"io.vertx": "trace"}}                      | /levels/io.vertx must not be trace
          {"levels": {"io.vertx": "debug"}}                      | /levels/io.vertx must not be debug
          {"levels": {"io.netty.handler.codec": "debug"}}        | /levels/io.netty.handler.codec must not be debug
          {"levels": {"dev": "debug"}}                           | /levels/dev must not be debug
          {"levels": {"dev.sojourner": "debug"}}                 | /levels/dev.sojourner must not be debug
          {"levels": {"a b": "info"}}                            | /levels has a name that must be
          {"levels": {}, "expires_in": 0}                        | /expires_in must be a whole number
          {"levels": {}, "expires_in": 86401}                    | /expires_in must be a whole number
          {"levels": {}, "lasting": 1}                           | /lasting is not a known field
          """)
  void whatIsNoLevelIsRefusedAndChangesNothing(String body, String fault) {
    var before = backend.get(LEVELS).json();
    var refused = backend.json("PUT", LEVELS, body).expect(400);
    assertTrue(refused.text("/detail").startsWith(fault), refused.body());
    assertEquals(before, backend.get(LEVELS).json());
  }

  @Test
  void onlyAdministratorsLookAndChange() {
    var reader = sojourn.api().bearer(RunningSojourn.READ_KEY);
    reader.get(LEVELS).expect(403);
    reader.json("PUT", LEVELS, "{\"levels\": {}}").expect(403);
    sojourn.api().get(LEVELS).expect(401);
  }
}
