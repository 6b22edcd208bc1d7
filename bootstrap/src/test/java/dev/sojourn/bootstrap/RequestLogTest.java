package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What belongs to a request says so in the log, and nothing else does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLogTest {
  private static final int AT_ONCE = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private RunningSojourn sojourn;
  private LoggedLines lines;

  /** With more event loops than one: what is answered on one belongs to a request of another. */
  @BeforeAll
  void start() throws IOException {
    sojourn =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                TestDatabase.url(),
                "SOJOURN_TOKEN_KEYS",
                "1=" + Base64.getEncoder().encodeToString(new byte[32]),
                "SOJOURN_HTTP_EVENT_LOOPS",
                "3"));
  }

  @AfterAll
  void stop() throws IOException {
    sojourn.close();
    http.close();
  }

  @BeforeEach
  void listen() {
    lines = LoggedLines.begin();
  }

  @AfterEach
  void logAsBefore() {
    lines.close();
  }

  private List<JsonObject> written() {
    return lines.written().stream().map(JsonObject::new).toList();
  }

  private List<JsonObject> about(String text) {
    return written().stream().filter(line -> line.getString("message").contains(text)).toList();
  }

  private JsonObject open(String key) {
    return new JsonObject(
        sojourn
            .api()
            .bearer(key)
            .post("/v1/sessions", "{\"user_id\": \"ada\"}")
            .expect(201)
            .body());
  }

  private String refresh(String token) {
    var form = Map.of("grant_type", "refresh_token", "refresh_token", token);
    return sojourn.api().form("/v1/token", form).expect(200).text("/refresh_token");
  }

  /** A token that two others have followed: its presenter holds a copy. */
  private record Copy(String sessionId, String token) {}

  private Copy copy() {
    var opened = open(RunningSojourn.SHOP_KEY);
    var first = opened.getJsonObject("tokens").getString("refresh_token");
    refresh(refresh(first));
    return new Copy(opened.getJsonObject("session").getString("id"), first);
  }

  private CompletableFuture<HttpResponse<String>> present(
      Copy copy, String requestId, boolean asClient) {
    var request =
        HttpRequest.newBuilder(URI.create(sojourn.address() + "/v1/token"))
            .header("X-Request-Id", requestId)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=refresh_token&refresh_token=" + copy.token()));
    if (asClient) {
      request.header("Authorization", "Bearer " + RunningSojourn.SHOP_KEY);
    }
    return answer(request.build());
  }

  /** Repeats it as the contract says: on a slow machine some wait too long for their turn. */
  private CompletableFuture<HttpResponse<String>> answer(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenCompose(
            answer ->
                answer.statusCode() == 503
                    ? CompletableFuture.supplyAsync(
                            () -> request, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
                        .thenCompose(this::answer)
                    : CompletableFuture.completedFuture(answer));
  }

  /**
   * They come at once, on several event loops, and are decided in batches: each line is written
   * while the answer of one batch is given to many. Half of them have a client.
   */
  @Test
  void ofManyAtOnceThatOneBatchAnswersEachLineHasTheIdsOfItsOwnRequest() {
    var copies = new ArrayList<Copy>();
    for (var i = 0; i < AT_ONCE; i++) {
      copies.add(copy());
    }
    var expected = new TreeMap<String, String>();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (var i = 0; i < AT_ONCE; i++) {
      var requestId = "request-" + i;
      var asClient = i % 2 == 0;
      answers.add(present(copies.get(i), requestId, asClient));
      expected.put(copies.get(i).sessionId(), requestId + (asClient ? " shop" : " null"));
    }
    answers.forEach(answer -> assertEquals(400, answer.join().statusCode()));
    var found = new TreeMap<String, String>();
    for (var line : about("token_reuse")) {
      found.put(
          line.getString("message").split(" ")[1],
          line.getString("request_id") + " " + line.getString("client"));
    }
    assertEquals(expected, found);
  }

  @Test
  void whatNobodyAskedForHasNoIds() {
    open(RunningSojourn.SHOP_KEY);
    sojourn.sweep();
    lines.logger("dev.sojourn.test").info("by the test");
    var line = about("by the test").getFirst();
    assertFalse(line.containsKey("request_id"), line.encode());
    assertFalse(line.containsKey("client"), line.encode());
    assertEquals("INFO", line.getString("level"));
    assertEquals("dev.sojourn.test", line.getString("logger"));
    assertTrue(line.getString("timestamp").endsWith("Z"), line.encode());
  }

  /** A request is over when it is answered, and its connection serves the next. */
  @Test
  void theNextRequestOfAConnectionHasNothingOfTheOneBefore() {
    var copies = List.of(copy(), copy());
    present(copies.getFirst(), "first", true).join();
    present(copies.getLast(), "second", false).join();
    var found = new HashMap<String, String>();
    about("token_reuse")
        .forEach(line -> found.put(line.getString("request_id"), line.getString("client")));
    var expected = new HashMap<String, String>();
    expected.put("first", "shop");
    expected.put("second", null);
    assertEquals(expected, found);
  }

  @Test
  void whatFailsIsOneLineWithItsStackTrace() {
    lines
        .logger("dev.sojourn.test")
        .error("it failed", new IllegalStateException("first\nsecond", new RuntimeException("x")));
    var written = lines.written().getLast();
    assertEquals(1, written.lines().count());
    assertTrue(written.endsWith("\n"), written);
    var trace = new JsonObject(written).getString("stack_trace");
    assertTrue(trace.contains("IllegalStateException: first\nsecond"), trace);
    assertTrue(trace.contains("Caused by: java.lang.RuntimeException: x"), trace);
  }

  @Test
  void everyLineOfARunIsOneJsonObject() {
    present(copy(), "first", false).join();
    assertFalse(lines.written().isEmpty());
    for (var written : lines.written()) {
      assertEquals(1, written.lines().count(), written);
      var line = new JsonObject(written);
      for (var field : List.of("timestamp", "level", "logger", "message")) {
        assertTrue(line.containsKey(field), written);
      }
    }
  }
}
