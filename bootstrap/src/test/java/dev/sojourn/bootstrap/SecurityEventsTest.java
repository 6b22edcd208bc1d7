package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beginnings and ends of sessions, told in signed tokens: CAEP and back-channel logout. */
class SecurityEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

  private final WebhookReceiver receiver = new WebhookReceiver();
  private RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  @AfterEach
  void stop() {
    if (sojourn != RunningSojourn.on(RunningSojourn.On.MEMORY)) {
      sojourn.close();
    }
    receiver.close();
  }

  private void start(Map<String, String> subscriber) {
    var settings =
        new HashMap<>(Map.of("SOJOURN_STORE", "memory", "SOJOURN_SIGNING_ALGORITHM", "ES256"));
    subscriber.forEach((end, value) -> settings.put("SOJOURN_SUBSCRIBERS_RP_" + end, value));
    sojourn = RunningSojourn.with(settings);
    eventually(() -> sojourn.api().get("/.well-known/jwks.json").body().contains("kid"));
  }

  private Api backend() {
    return sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  private String open() {
    return backend().post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201).text("/session/id");
  }

  private void end(String id) {
    backend().delete("/v1/sessions/" + id).expect(204);
  }

  /** Until what comes is told. */
  private void awaitTurn() {
    eventually(() -> backend().get("/v1/subscribers").json().at("/items/0/position").isNumber());
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

  /** The claims of a token that a published key has signed. */
  private JsonNode verified(String token, String type) {
    try {
      var jwt = SignedJWT.parse(token);
      var keys = JWKSet.parse(sojourn.api().get("/.well-known/jwks.json").body());
      var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
      assertTrue(jwt.verify(new ECDSAVerifier(key)));
      assertEquals(type, jwt.getHeader().getType().getType());
      return JSON.readTree(jwt.getPayload().toString());
    } catch (ParseException | JOSEException | JsonProcessingException bad) {
      throw new AssertionError(token, bad);
    }
  }

  @Test
  void securityEventTokensArePushed() {
    start(
        Map.of(
            "FORMAT", "caep",
            "URL", receiver.url(),
            "AUDIENCE", "https://rp.example",
            "AUTHORIZATION", "Bearer for-the-receiver"));
    awaitTurn();
    var id = open();
    end(id);
    var established = receiver.next();
    assertEquals("application/secevent+jwt", established.header("content-type"));
    assertEquals("Bearer for-the-receiver", established.header("authorization"));
    var claims = verified(established.body(), "secevent+jwt");
    assertEquals("https://id.example", claims.get("iss").asText());
    assertEquals("https://rp.example", claims.get("aud").asText());
    assertEquals(
        json(
            """
            {"format": "complex",
             "user": {"format": "iss_sub", "iss": "https://id.example", "sub": "ada"},
             "session": {"format": "opaque", "id": "%s"}}\
            """
                .formatted(id)),
        claims.get("sub_id"));
    assertTrue(claims.get("events").has(CAEP + "session-established"));
    assertEquals(
        Set.of("iss", "aud", "iat", "jti", "sub_id", "events"),
        names(claims),
        "neither sub nor exp (OpenID SSF 1.0)");
    var event =
        verified(receiver.next().body(), "secevent+jwt")
            .get("events")
            .get(CAEP + "session-revoked");
    assertEquals("admin", event.get("initiating_entity").asText());
    assertEquals("revoked", event.at("/reason_admin/en").asText());
    assertTrue(event.get("event_timestamp").isIntegralNumber());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException noJson) {
      throw new AssertionError(text, noJson);
    }
  }

  private static Set<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void logoutTokensArePosted() {
    start(Map.of("FORMAT", "logout", "URL", receiver.url(), "AUDIENCE", "client-7"));
    awaitTurn();
    var id = open();
    end(id);
    var message = receiver.next();
    assertEquals("application/x-www-form-urlencoded", message.header("content-type"));
    assertTrue(message.body().startsWith("logout_token="), message.body());
    var claims = verified(message.body().substring("logout_token=".length()), "logout+jwt");
    assertEquals("https://id.example", claims.get("iss").asText());
    assertEquals("client-7", claims.get("aud").asText());
    assertEquals("ada", claims.get("sub").asText());
    assertEquals(id, claims.get("sid").asText());
    assertEquals(
        json("{\"http://schemas.openid.net/event/backchannel-logout\": {}}"), claims.get("events"));
    assertEquals(claims.get("iat").asLong() + 120, claims.get("exp").asLong());
    assertFalse(claims.has("nonce"));
  }

  private JsonNode poll(String body) {
    return backend().post("/v1/subscribers/rp/poll", body).expect(200).json();
  }

  private static List<String> ids(JsonNode polled) {
    return List.copyOf(names(polled.get("sets")));
  }

  private static String now(String more) {
    return "{\"returnImmediately\": true" + more + "}";
  }

  @Test
  void securityEventTokensAreFetchedUntilTheyAreAcknowledged() {
    start(Map.of("FORMAT", "caep_poll", "AUDIENCE", "https://rp.example"));
    var first = open();
    var second = open();
    var polled = poll("{}");
    eventually(() -> ids(poll(now(""))).size() == 2);
    var both = poll(now(""));
    var sessions = new TreeSet<String>();
    for (var id : ids(both)) {
      var claims = verified(both.at("/sets").get(id).asText(), "secevent+jwt");
      assertEquals(id, claims.get("jti").asText());
      sessions.add(claims.at("/sub_id/session/id").asText());
    }
    assertEquals(new TreeSet<>(List.of(first, second)), sessions);
    assertTrue(ids(both).containsAll(ids(polled)));
    var one = poll(now(", \"maxEvents\": 1"));
    assertEquals(1, ids(one).size());
    assertTrue(one.get("moreAvailable").asBoolean());
    poll(now(", \"maxEvents\": 0, \"ack\": [\"" + ids(one).getFirst() + "\"]"));
    var rest = poll(now(""));
    assertEquals(1, ids(rest).size());
    assertFalse(ids(rest).contains(ids(one).getFirst()));
  }

  @Test
  void theNextEventOfASessionComesWhenTheOneBeforeIsAcknowledged() {
    start(Map.of("FORMAT", "caep_poll", "AUDIENCE", "https://rp.example"));
    end(open());
    var established = ids(poll("{}"));
    assertEquals(1, established.size());
    assertEquals(established, ids(poll(now(""))));
    var revoked = ids(poll("{\"ack\": [\"" + established.getFirst() + "\"]}"));
    assertEquals(1, revoked.size());
    assertFalse(established.equals(revoked));
    assertEquals(List.of(), ids(poll(now(", \"ack\": [\"" + revoked.getFirst() + "\"]"))));
    assertEquals(0, backend().get("/v1/subscribers").json().at("/items/0/waiting").asInt());
    assertTrue(
        sojourn
            .api()
            .get("/metrics")
            .body()
            .contains("sojourn_delivery_lag_seconds_count{subscriber=\"rp\"} 2"));
  }

  @Test
  void whatWhoFetchesDoesNotTakeIsADeadLetter() {
    start(Map.of("FORMAT", "caep_poll", "AUDIENCE", "https://rp.example"));
    open();
    var id = ids(poll("{}")).getFirst();
    poll(
        now(
            ", \"setErrs\": {\""
                + id
                + "\": {\"err\": \"jwtAud\", \"description\": \"not for us\"}}"));
    var letter = backend().get("/v1/subscribers/rp/dead-letters").expect(200).json().at("/items/0");
    assertEquals("jwtAud: not for us", letter.get("fault").asText());
  }

  @Test
  void whoFetchesDoesSoForItselfAlone() {
    var own = "sak_own-own-own-own-own-own-own-own";
    var other = "sak_other-other-other-other-others";
    var auditor = "sak_auditor-auditor-auditor-auditor";
    sojourn =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE",
                "memory",
                "SOJOURN_SUBSCRIBERS_RP_FORMAT",
                "caep_poll",
                "SOJOURN_SUBSCRIBERS_RP_AUDIENCE",
                "https://rp.example",
                "SOJOURN_API_KEYS",
                "rp=%s:events:poll,sp=%s:events:poll,auditor=%s:audit:read"
                    .formatted(own, other, auditor)));
    var path = "/v1/subscribers/rp/poll";
    sojourn.api().bearer(own).post(path, now("")).expect(200);
    sojourn.api().bearer(other).post(path, now("")).expect(403);
    sojourn.api().bearer(auditor).post(path, now("")).expect(403);
    sojourn.api().bearer(own).get("/v1/events").expect(403);
  }

  @Test
  void aPollThatIsWrongIsToldWhere() {
    start(Map.of("FORMAT", "caep_poll", "AUDIENCE", "https://rp.example"));
    for (var body :
        List.of(
            "{\"ack\": [\"x\"]}",
            "{\"ack\": \"x\"}",
            "{\"setErrs\": {\"x\": {\"err\": \"e\"}}}",
            "{\"setErrs\": {\"evt_1_1\": 7}}",
            "{\"maxEvents\": -1}",
            "{\"returnImmediately\": \"yes\"}",
            "{\"more\": 1}")) {
      backend().post("/v1/subscribers/rp/poll", body).expect(400);
    }
    sojourn.api().bearer(RunningSojourn.READ_KEY).post("/v1/subscribers/rp/poll", "{}").expect(403);
  }

  @Test
  void whoIsSentEventsDoesNotFetchThem() {
    start(Map.of("URL", receiver.url(), "SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    backend().post("/v1/subscribers/rp/poll", "{}").expect(404);
  }
}
