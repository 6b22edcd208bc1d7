package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.OtlpReceiver.Link;
import dev.sojourn.bootstrap.OtlpReceiver.Span;
import dev.sojourn.bootstrap.config.SojournConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests are followed through Sojourn and its store, by OTLP over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingTest {
  private static final String PARENT = "00f067aa0ba902b7";
  private static final long SERVER = 2;
  private static final long CLIENT = 3;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String database = TestDatabase.url();
  private OtlpReceiver collector;
  private RunningSojourn sojourn;

  @BeforeAll
  void start() throws IOException {
    collector = new OtlpReceiver();
    sojourn =
        RunningSojourn.with(
            with(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.url(),
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "50",
                    "OTEL_BSP_MAX_QUEUE_SIZE",
                    "20000")));
  }

  @AfterAll
  void stop() throws IOException {
    sojourn.close();
    collector.close();
    http.close();
  }

  private Map<String, String> with(Map<String, String> more) {
    var settings =
        new HashMap<>(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                database,
                "SOJOURN_TOKEN_KEYS",
                "1=" + Base64.getEncoder().encodeToString(new byte[32])));
    settings.putAll(more);
    return settings;
  }

  /** One that no other test has. */
  private static String traceId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private Api followed(String traceId) {
    return sojourn
        .api()
        .bearer(RunningSojourn.ADMIN_KEY)
        .header("traceparent", "00-" + traceId + "-" + PARENT + "-01");
  }

  private static JsonObject open(Api api) {
    return new JsonObject(api.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201).body());
  }

  private List<Span> spansOf(String traceId) {
    return collector.spans().stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  private Span spanOf(String traceId) {
    eventually(() -> !spansOf(traceId).isEmpty());
    return spansOf(traceId).getFirst();
  }

  @Test
  void aRequestOfATraceGoesOnWithItUnderTheNameOfItsRoute() {
    var traceId = traceId();
    var id = open(followed(traceId())).getJsonObject("session").getString("id");
    followed(traceId).get("/v1/sessions/" + id).expect(200);
    var span = spanOf(traceId);
    assertEquals("GET /v1/sessions/{id}", span.name());
    assertEquals(PARENT, span.parentId());
    assertEquals(SERVER, span.kind());
    assertEquals("/v1/sessions/{id}", span.attributes().get("http.route"));
    assertEquals(1, spansOf(traceId).size());
  }

  @Test
  void aRequestOfNoTraceBeginsOne() {
    var before = collector.spans().size();
    sojourn.api().bearer(RunningSojourn.ADMIN_KEY).get("/v1/policies").expect(200);
    eventually(
        () ->
            collector.spans().stream()
                .skip(before)
                .anyMatch(
                    span -> span.name().equals("GET /v1/policies") && span.parentId().isEmpty()));
  }

  private CompletableFuture<HttpResponse<String>> refresh(String token, String traceId) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(sojourn.address() + "/v1/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("traceparent", "00-" + traceId + "-" + PARENT + "-01")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=refresh_token&refresh_token=" + token))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Many at once share batches, whatever the machine; some batch then serves several. */
  @Test
  void aBatchIsLinkedToTheSpansOfAllTheRequestsThatItServes() {
    var traces = new HashSet<String>();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    var tokens =
        Stream.generate(() -> open(sojourn.api().bearer(RunningSojourn.ADMIN_KEY)))
            .limit(60)
            .map(opened -> opened.getJsonObject("tokens").getString("refresh_token"))
            .toList();
    for (var token : tokens) {
      var traceId = traceId();
      traces.add(traceId);
      answers.add(refresh(token, traceId));
    }
    answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    eventually(() -> traces.equals(linkedTraces(batches(traces))));
    eventually(() -> traces.stream().noneMatch(traceId -> spansOf(traceId).isEmpty()));
    var served =
        traces.stream()
            .map(this::spanOf)
            .map(span -> new Link(span.traceId(), span.spanId()))
            .collect(Collectors.toSet());
    var batches = batches(traces);
    batches.forEach(
        batch -> {
          assertEquals("session_update", batch.name());
          assertEquals("", batch.parentId());
          assertEquals(CLIENT, batch.kind());
          assertEquals(
              String.valueOf(batch.links().size()),
              batch.attributes().get("db.operation.batch.size"));
        });
    var links = batches.stream().flatMap(batch -> batch.links().stream()).toList();
    assertEquals(served, Set.copyOf(links));
    assertEquals(served.size(), links.size(), "each request is served once");
    assertTrue(batches.stream().anyMatch(batch -> batch.links().size() > 1), batches.toString());
  }

  private List<Span> batches(Set<String> traces) {
    return collector.spans().stream()
        .filter(span -> span.links().stream().anyMatch(link -> traces.contains(link.traceId())))
        .toList();
  }

  private static Set<String> linkedTraces(List<Span> batches) {
    return batches.stream()
        .flatMap(batch -> batch.links().stream())
        .map(Link::traceId)
        .collect(Collectors.toSet());
  }

  private String refreshed(String token) {
    return new JsonObject(refresh(token, traceId()).join().body()).getString("refresh_token");
  }

  @Test
  void theTraceIsInTheLog() {
    var traceId = traceId();
    var token =
        open(sojourn.api().bearer(RunningSojourn.ADMIN_KEY))
            .getJsonObject("tokens")
            .getString("refresh_token");
    refreshed(refreshed(token));
    try (var lines = LoggedLines.begin()) {
      assertEquals(400, refresh(token, traceId).join().statusCode());
      var reuse = lines.written().stream().filter(line -> line.contains("token_reuse")).toList();
      assertEquals(1, reuse.size());
      assertEquals(traceId, new JsonObject(reuse.getFirst()).getString("trace_id"));
    }
  }

  @Test
  void whatIsSentHasNoTokenNoUserAndNoPathInIt() {
    var opened = open(followed(traceId()));
    var token = opened.getJsonObject("tokens").getString("access_token");
    var id = opened.getJsonObject("session").getString("id");
    for (var path :
        List.of(
            "/v1/sessions?access_token=" + token,
            "/v1/" + token,
            "/v1/sessions/" + id,
            "/v1/users/somebody-special/sessions")) {
      var traceId = traceId();
      followed(traceId).get(path);
      spanOf(traceId);
    }
    for (var secret : List.of(token, id, "somebody-special", RunningSojourn.ADMIN_KEY)) {
      assertFalse(collector.raw().contains(secret), secret);
    }
    assertTrue(collector.spans().stream().allMatch(span -> span.events() == 0));
  }

  @Test
  void probesThatNobodyFollowsAreNotTraced() {
    sojourn.metrics();
    sojourn.api().get("/health/ready").expect(200);
    var traceId = traceId();
    followed(traceId).get("/health/live").expect(200);
    assertEquals("GET /health/live", spanOf(traceId).name());
    assertEquals(
        List.of(),
        collector.spans().stream()
            .map(Span::name)
            .filter(name -> name.equals("GET /metrics") || name.equals("GET /health/ready"))
            .toList());
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({"NONE,", "OTEL_TRACES_EXPORTER,none", "OTEL_SDK_DISABLED,true"})
  void whoDoesNotAskForTracesGetsNone(String variable, String value) throws IOException {
    try (var unwanted = new OtlpReceiver()) {
      var settings = new HashMap<>(Map.of("OTEL_BSP_SCHEDULE_DELAY", "1"));
      if (value != null) {
        settings.put(variable, value);
        settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", unwanted.url());
      }
      var off = RunningSojourn.with(with(settings));
      try (var lines = LoggedLines.begin()) {
        open(
            off.api()
                .bearer(RunningSojourn.ADMIN_KEY)
                .header("traceparent", "00-" + traceId() + "-" + PARENT + "-01"));
        assertFalse(String.join("", lines.written()).contains("trace_id"));
      } finally {
        off.close(); // sends what there is
      }
      assertTrue(unwanted.isUntouched());
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({"OTEL_TRACES_EXPORTER,pigeon", "OTEL_EXPORTER_OTLP_ENDPOINT,nowhere"})
  void whatOpenTelemetryDoesNotUnderstandStopsTheStart(String variable, String value) {
    var failure =
        assertThrows(
            StartException.class, () -> RunningSojourn.with(with(Map.of(variable, value))));
    var told = String.valueOf(failure.getMessage());
    assertTrue(told.startsWith("cannot trace as the OTEL_ variables say: "), told);
    assertTrue(told.contains(value), told);
  }

  @Test
  void whatIsToldToOpenTelemetryIsNotShown() {
    var traces = new SojournConfig.Traces(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "key=s3cret"));
    assertFalse(traces.toString().contains("s3cret"));
  }
}
