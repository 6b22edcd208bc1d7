package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sojourn.bootstrap.WebhookReceiver.Message;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Telling others of events, at their own addresses. */
class WebhooksTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEXT_SECRET = "whsec_bmV4dC1zZWNyZXQtbmV4dC1zZWNyZXQtbmV4dA==";

  private static final String TURNS =
      "sojourn_store_duration_seconds_count{operation=\"delivery_update\",outcome=\"done\"}";

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final List<RunningSojourn> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(RunningSojourn::close);
    receiver.close();
  }

  private RunningSojourn start(Map<String, String> more) {
    var settings =
        new HashMap<>(
            Map.of(
                "SOJOURN_STORE",
                "memory",
                "SOJOURN_SUBSCRIBERS_SIEM_URL",
                receiver.url(),
                "SOJOURN_SUBSCRIBERS_SIEM_SECRET",
                SECRET,
                // A key that signs is made at start, or soon after.
                "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS",
                "session_opened, session_ended, user_disabled"));
    settings.putAll(more);
    var sojourn = RunningSojourn.with(settings);
    nodes.add(sojourn);
    return sojourn;
  }

  private static Api backend(RunningSojourn sojourn) {
    return sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  private static String open(RunningSojourn sojourn) {
    return backend(sojourn)
        .post("/v1/sessions", "{\"user_id\": \"ada\"}")
        .expect(201)
        .text("/session/id");
  }

  private static void end(RunningSojourn sojourn, String id) {
    backend(sojourn).delete("/v1/sessions/" + id).expect(204);
  }

  private static JsonNode status(RunningSojourn sojourn) {
    return backend(sojourn).get("/v1/subscribers").expect(200).json().at("/items/0");
  }

  /** Until it cannot be told because of this. A slow machine may first give it up too early. */
  private static void awaitFault(RunningSojourn sojourn, String text) {
    eventually(
        () -> {
          var fault = status(sojourn).at("/outage/fault").asText();
          if (fault.startsWith("no answer")) {
            sojourn.clock().advance(Duration.ofMinutes(1));
          }
          return fault.contains(text);
        });
  }

  /** Until the subscriber has a place of its own, and is told what comes. */
  private static void awaitTurn(RunningSojourn sojourn) {
    eventually(
        () ->
            sojourn
                .api()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("sojourn_store_duration_seconds_count"))
                .filter(line -> line.contains("delivery_update") && line.contains("done"))
                .noneMatch(line -> line.endsWith(" 0")));
  }

  private static String signature(String secret, Message message) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var bytes = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      var signed =
          message.header("webhook-id")
              + "."
              + message.header("webhook-timestamp")
              + "."
              + message.body();
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Test
  void aSubscriberIsToldWhatHappensSignedWithItsSecret() {
    var sojourn = start(Map.of());
    awaitTurn(sojourn);
    var id = open(sojourn);
    end(sojourn, id);
    var opened = receiver.next();
    assertEquals("session_opened", opened.json().get("type").asText());
    assertEquals(id, opened.json().at("/data/session_id").asText());
    assertEquals(opened.json().at("/data/at"), opened.json().get("timestamp"));
    assertEquals("application/json", opened.header("content-type"));
    assertEquals(signature(SECRET, opened), opened.header("webhook-signature"));
    assertEquals("session_ended", receiver.next().json().get("type").asText());
    assertFalse(opened.body().matches("(?s).*s(at|rt|ak)_.*"), opened.body());
  }

  @Test
  void whileTheSecretChangesBothSign() {
    var sojourn = start(Map.of("SOJOURN_SUBSCRIBERS_SIEM_SECRET", SECRET + ", " + NEXT_SECRET));
    awaitTurn(sojourn);
    open(sojourn);
    var message = receiver.next();
    assertEquals(
        signature(SECRET, message) + " " + signature(NEXT_SECRET, message),
        message.header("webhook-signature"));
  }

  @Test
  void onlyWhatIsWantedIsTold() {
    var sojourn =
        start(
            Map.of(
                "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS", "session_ended, user_disabled",
                "SOJOURN_SUBSCRIBERS_SIEM_POLICY", "default"));
    awaitTurn(sojourn);
    end(sojourn, open(sojourn));
    assertEquals("session_ended", receiver.next().json().get("type").asText());
  }

  @Test
  void aReceiverThatIsDownIsToldAllWhenItIsBackWithTheSameIds() {
    var sojourn = start(Map.of());
    awaitTurn(sojourn);
    receiver.answers(_ -> 503);
    var id = open(sojourn);
    end(sojourn, id);
    var first = receiver.next();
    awaitFault(sojourn, "HTTP 503");
    assertEquals(0, status(sojourn).get("dead_letters").asInt());
    receiver.answers(_ -> 200);
    sojourn.clock().advance(Duration.ofSeconds(2));
    var again = receiver.next();
    assertEquals(first.header("webhook-id"), again.header("webhook-id"));
    assertEquals("session_ended", receiver.next().json().get("type").asText());
    eventually(() -> status(sojourn).get("outage").isNull());
  }

  @Test
  void whatIsNeverTakenIsADeadLetterThatIsSentAgainOnDemand() {
    var sojourn = start(Map.of("SOJOURN_SUBSCRIBERS_SIEM_RETRIES", "PT1S"));
    awaitTurn(sojourn);
    receiver.answers(message -> message.body().contains("session_opened") ? 422 : 204);
    var id = open(sojourn);
    receiver.next();
    eventually(() -> status(sojourn).get("waiting").asInt() == 1);
    sojourn.clock().advance(Duration.ofSeconds(2));
    receiver.next();
    eventually(() -> status(sojourn).get("dead_letters").asInt() == 1);
    var letter =
        backend(sojourn).get("/v1/subscribers/siem/dead-letters").expect(200).json().at("/items/0");
    assertEquals("HTTP 422", letter.get("fault").asText());
    assertEquals(2, letter.get("tries").asInt());
    assertEquals(id, letter.at("/event/session_id").asText());
    receiver.answers(_ -> 204);
    var redelivered =
        backend(sojourn)
            .post("/v1/subscribers/siem/redeliveries", "{\"number\": " + letter.get("number") + "}")
            .expect(200)
            .json();
    assertEquals(1, redelivered.get("redelivered").asInt());
    end(sojourn, id);
    var types =
        List.of(
            receiver.next().json().get("type").asText(),
            receiver.next().json().get("type").asText());
    assertTrue(types.contains("session_opened"), types.toString());
    eventually(() -> status(sojourn).get("dead_letters").asInt() == 0);
  }

  private static String openOn(RunningSojourn sojourn, String user, String device) {
    sojourn.clock().advance(Duration.ofMillis(2)); // which of two is the earlier is certain
    return backend(sojourn)
        .post("/v1/sessions", "{\"user_id\": \"%s\", %s}".formatted(user, device))
        .expect(201)
        .text("/session/id");
  }

  @Test
  void aDeviceThatIsNewToTheUserIsToldOf() {
    var sojourn =
        start(
            Map.of(
                "SOJOURN_NEW_DEVICE_EVENTS", "on",
                "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS", "new_device"));
    awaitTurn(sojourn);
    eventually(() -> sojourn.metric(TURNS) >= 2); // of the receiver and of the detection
    var laptop =
        "\"device_type\": \"desktop\", \"operating_system\": \"Linux\", \"browser\": \"Firefox\","
            + " \"browser_version\": \"%s\"";
    var phone =
        "\"device_type\": \"mobile\", \"operating_system\": \"iOS\", \"browser\": \"Mobile"
            + " Safari\"";
    var first = openOn(sojourn, "ada", laptop.formatted(140));
    openOn(sojourn, "ada", laptop.formatted(141));
    var second = openOn(sojourn, "ada", phone);
    openOn(sojourn, "grace", "\"device_type\": \"unknown\"");
    var other = openOn(sojourn, "grace", phone);
    var told = new TreeMap<String, String>();
    for (var i = 0; i < 3; i++) {
      var data = receiver.next().json().get("data");
      assertEquals("new_device", data.get("action").asText());
      told.put(data.get("session_id").asText(), data.get("reason").asText());
    }
    assertEquals(Set.of(first, second, other), told.keySet());
    assertEquals("first_session", told.get(first));
    assertEquals("null", told.get(second));
  }

  @Test
  void noAnswerSendsAnEventElsewhere() {
    var sojourn = start(Map.of());
    awaitTurn(sojourn);
    receiver.answers(_ -> 307);
    open(sojourn);
    receiver.next();
    eventually(() -> status(sojourn).at("/outage/fault").asText().equals("HTTP 307"));
  }

  @Test
  void aReceiverThatCannotBeReachedIsAnOutage() {
    var nobody = new WebhookReceiver();
    var url = nobody.url();
    nobody.close();
    var sojourn = start(Map.of("SOJOURN_SUBSCRIBERS_SIEM_URL", url));
    awaitTurn(sojourn);
    open(sojourn);
    eventually(() -> status(sojourn).at("/outage/fault").asText().contains("Connection refused"));
  }

  @Test
  void aReceiverWhoseCertificateNobodyVouchesForIsToldNothing() {
    var vertx = Vertx.vertx();
    var asked = new AtomicInteger();
    try {
      var server =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setSsl(true)
                      .setKeyCertOptions(
                          SelfSignedCertificate.create("localhost").keyCertOptions()))
              .requestHandler(
                  request -> {
                    asked.incrementAndGet();
                    request.response().end();
                  })
              .listen(0, "localhost")
              .await();
      var sojourn =
          start(
              Map.of(
                  "SOJOURN_SUBSCRIBERS_SIEM_URL",
                  "https://localhost:" + server.actualPort() + "/"));
      awaitTurn(sojourn);
      open(sojourn);
      awaitFault(sojourn, "certification path");
      assertEquals(0, asked.get());
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void ofTwoNodesOneTellsAndWhenItStopsTheOther() throws IOException {
    var settings =
        Map.of(
            "SOJOURN_STORE",
            "postgres",
            "SOJOURN_POSTGRES_URL",
            TestDatabase.url(),
            "SOJOURN_TOKEN_KEYS",
            "7=" + Base64.getEncoder().encodeToString(new byte[32]));
    var one = start(settings);
    awaitTurn(one);
    var other = start(settings);
    var ids = new ArrayList<String>();
    for (var i = 0; i < 10; i++) {
      ids.add(open(i % 2 == 0 ? one : other));
    }
    var told = new ArrayList<String>();
    for (var i = 0; i < 10; i++) {
      told.add(receiver.next().json().at("/data/session_id").asText());
    }
    assertEquals(ids.stream().sorted().toList(), told.stream().sorted().toList());
    nodes.remove(one);
    one.close();
    var last = open(other);
    assertEquals(last, receiver.next().json().at("/data/session_id").asText());
    nodes.remove(other);
    other.close();
  }

  @Test
  void theLagIsMeasured() {
    var sojourn = start(Map.of());
    awaitTurn(sojourn);
    open(sojourn);
    receiver.next();
    eventually(
        () ->
            sojourn
                .api()
                .get("/metrics")
                .body()
                .contains("sojourn_delivery_lag_seconds_count{subscriber=\"siem\"} 1"));
  }

  @Test
  void whoIsNoSubscriberIsNotFound() {
    var sojourn = start(Map.of());
    backend(sojourn).get("/v1/subscribers/nobody/dead-letters").expect(404);
    backend(sojourn).post("/v1/subscribers/nobody/redeliveries", "{}").expect(404);
    backend(sojourn).post("/v1/subscribers/siem/redeliveries", "{\"number\": 0}").expect(400);
    sojourn.api().get("/v1/subscribers").expect(401);
    sojourn.api().bearer(RunningSojourn.READ_KEY).get("/v1/subscribers").expect(403);
  }
}
