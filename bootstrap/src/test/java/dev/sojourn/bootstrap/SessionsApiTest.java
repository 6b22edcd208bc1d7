package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SessionsApiTest extends ApiTest {
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  @Test
  void openingAnswersTheSessionAndItsTokensAndWhereItIs() {
    var answer =
        backend()
            .post(
                "/v1/sessions",
                """
                {"user_id": "%s", "ip_address": "::ffff:203.0.113.7", "user_agent": "%s",
                 "amr": ["pwd", "otp"], "acr": "urn:example:aal2", "attributes": {"plan": "pro", "n": [1, 2.5, null]}}
                """
                    .formatted(user, FIREFOX))
            .expect(201);
    var session = answer.json().get("session");
    assertEquals("/v1/sessions/" + session.get("id").asText(), answer.header("Location"));
    assertEquals(user, session.get("user_id").asText());
    assertEquals("default", session.get("policy").asText());
    assertEquals("active", session.get("state").asText());
    assertEquals("203.0.113.7", session.get("ip_address").asText());
    assertEquals("desktop", session.get("device_type").asText());
    assertEquals("Firefox", session.get("browser").asText());
    assertEquals("140.0", session.get("browser_version").asText());
    assertEquals("admin", session.get("client_id").asText());
    assertEquals("[\"pwd\",\"otp\"]", session.get("amr").toString());
    assertEquals("pro", session.at("/attributes/plan").asText());
    assertFalse(session.get("tokens_exchanged").asBoolean());
    assertTrue(session.get("end_reason").isNull());
    var tokens = answer.json().get("tokens");
    assertEquals("Bearer", tokens.get("token_type").asText());
    assertEquals(900, tokens.get("expires_in").asInt());
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals(session, session(session.get("id").asText()));
  }

  @Test
  void whatTheCallerDoesNotSayOfTheDeviceIsNull() {
    var session = open().get("session");
    for (var field :
        List.of("ip_address", "device_type", "operating_system", "browser", "browser_version")) {
      assertTrue(session.get(field).isNull(), field);
    }
  }

  @Test
  void theLastExpiryThereIsIsCutToMilliseconds() {
    backend()
        .post(
            "/v1/sessions",
            "{\"user_id\": \"%s\", \"expires_at\": \"9999-12-31T23:59:59.999999999Z\"}"
                .formatted(user))
        .expect(201);
  }

  @Test
  void anExpiryIsNeverPastTheAbsoluteDeadline() {
    var session = open().get("session");
    assertEquals(
        Instant.parse(session.get("created_at").asText()).plus(Duration.ofHours(24)),
        Instant.parse(session.get("expires_at").asText()));
  }

  @Test
  void attributesAreMergedWhenTheETagIsCurrentAndRefusedWhenItIsStale() {
    var opened = open();
    var path = "/v1/sessions/" + id(opened);
    var etag = backend().get(path).expect(200).header("ETag");
    var changed =
        backend()
            .header("If-Match", etag)
            .json("PATCH", path, "{\"attributes\": {\"cart\": {\"items\": 2, \"note\": \"x\"}}}")
            .expect(200);
    assertEquals(2, changed.json().at("/attributes/cart/items").asInt());
    assertNotEquals(etag, changed.header("ETag"));
    backend()
        .header("If-Match", etag)
        .json("PATCH", path, "{\"attributes\": {\"cart\": null}}")
        .expect(412);
    var merged =
        backend()
            .header("If-Match", changed.header("ETag"))
            .json("PATCH", path, "{\"attributes\": {\"cart\": {\"note\": null}, \"a\": true}}")
            .expect(200)
            .json();
    assertEquals("{\"cart\":{\"items\":2},\"a\":true}", merged.get("attributes").toString());
    assertEquals(merged, session(id(opened)));
  }

  @Test
  void anETagStaysCurrentWhenTheSessionIsUsed() {
    var opened = open();
    var path = "/v1/sessions/" + id(opened);
    var etag = backend().get(path).header("ETag");
    pass(Duration.ofMinutes(5));
    verify(accessToken(opened)).expect(200);
    assertEquals(etag, backend().get(path).header("ETag"));
  }

  @Test
  void aChangeWithoutIfMatchIsRefused() {
    backend().json("PATCH", "/v1/sessions/" + id(open()), "{\"attributes\": {}}").expect(428);
  }

  @Test
  void attributesBeyondFourKibibytesAreRefused() {
    var opened = open();
    var path = "/v1/sessions/" + id(opened);
    var answer =
        backend()
            .header("If-Match", "*")
            .json("PATCH", path, "{\"attributes\": {\"a\": \"" + "x".repeat(4096) + "\"}}")
            .expect(400);
    assertEquals("/attributes", answer.text("/errors/0/pointer"));
  }

  @Test
  void reauthenticationGivesNewTokensAndVoidsAllEarlierOnes() {
    var opened = open();
    pass(Duration.ofMinutes(10));
    var anew =
        backend()
            .post(
                "/v1/sessions/" + id(opened) + "/authentication",
                "{\"amr\": [\"hwk\"], \"acr\": \"aal3\"}")
            .expect(200)
            .json();
    assertEquals("[\"hwk\"]", anew.at("/session/amr").toString());
    assertEquals(id(opened), id(anew));
    assertTrue(
        Instant.parse(anew.at("/session/authenticated_at").asText())
            .isAfter(Instant.parse(opened.at("/session/authenticated_at").asText())));
    verify(accessToken(opened)).expect(401);
    refresh(refreshToken(opened)).expect(400);
    verify(accessToken(anew)).expect(200);
    refresh(refreshToken(anew)).expect(200);
    assertEquals("active", session(id(opened)).get("state").asText());
  }

  @Test
  void endingIsIdempotentAndTheFirstReasonStands() {
    var opened = open();
    var path = "/v1/sessions/" + id(opened);
    backend().json("DELETE", path, "{\"reason\": \"logout\"}").expect(204);
    backend().delete(path).expect(204);
    var session = session(id(opened));
    assertEquals("ended", session.get("state").asText());
    assertEquals("logout", session.get("end_reason").asText());
    assertFalse(session.get("ended_at").isNull());
    verify(accessToken(opened)).expect(401);
    assertEquals("logout", refresh(refreshToken(opened)).expect(400).text("/reason"));
    backend()
        .header("If-Match", "*")
        .json("PATCH", path, "{\"attributes\": {\"late\": 1}}")
        .expect(409);
    backend().post(path + "/authentication", "{}").expect(409);
  }

  @Test
  void withoutAReasonAnEndIsRevoked() {
    var opened = open();
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
    assertEquals("revoked", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void aSessionThatIsNotThereIsNotFound() {
    var path = "/v1/sessions/019ab000-0000-7000-8000-000000000000";
    backend().get(path).expect(404);
    backend().delete(path).expect(404);
    backend().header("If-Match", "*").json("PATCH", path, "{\"attributes\": {}}").expect(404);
    backend().post(path + "/authentication", "{}").expect(404);
    backend().get("/v1/sessions/not-an-id").expect(404);
  }

  @Test
  void aUsersSessionsAreListedNewestActivityFirst() {
    var first = open();
    pass(Duration.ofMinutes(1));
    var second = open();
    pass(Duration.ofMinutes(5));
    verify(accessToken(first)).expect(200);
    assertEquals(
        List.of(id(first), id(second)), ids(backend().get("/v1/users/" + user + "/sessions")));
    backend().delete("/v1/sessions/" + id(first)).expect(204);
    assertEquals(
        List.of(id(second)), ids(backend().get("/v1/users/" + user + "/sessions?state=active")));
    assertEquals(
        List.of(id(first)), ids(backend().get("/v1/users/" + user + "/sessions?state=ended")));
  }

  @Test
  void allSessionsOfAUserButOneAreEndedAndCounted() {
    var opened = List.of(open(), open(), open());
    backend().delete("/v1/sessions/" + id(opened.getFirst())).expect(204);
    var kept = id(opened.getLast());
    assertEquals(
        1,
        backend()
            .delete("/v1/users/" + user + "/sessions?except=" + kept)
            .expect(200)
            .json()
            .get("ended")
            .asInt());
    assertEquals(List.of(kept), ids(backend().get("/v1/users/" + user + "/sessions?state=active")));
    assertEquals(
        1, backend().delete("/v1/users/" + user + "/sessions").json().get("ended").asInt());
    assertEquals(
        0, backend().delete("/v1/users/" + user + "/sessions").json().get("ended").asInt());
  }

  @Test
  void aSearchPagesThroughAllThatMatchesLatestFirstAndNothingTwice() {
    var opened = new ArrayList<String>();
    for (var i = 0; i < 7; i++) {
      opened.addFirst(id(open()));
      pass(Duration.ofMillis(1));
    }
    backend().delete("/v1/sessions/" + opened.get(3)).expect(204);
    var filter = "user_id=" + user + "&state=active";
    var found = new ArrayList<String>();
    var page = backend().get("/v1/sessions?limit=4&" + filter).expect(200);
    while (true) {
      found.addAll(ids(page));
      if (page.json().get("next_cursor").isNull()) {
        break;
      }
      page =
          backend()
              .get("/v1/sessions?limit=4&" + filter + "&cursor=" + page.text("/next_cursor"))
              .expect(200);
    }
    opened.remove(3);
    assertEquals(opened, found);
  }

  @Test
  void aCursorIsRefusedWhenChangedOrUsedWithAnotherFilter() {
    open();
    open();
    var page = backend().get("/v1/sessions?limit=1&user_id=" + user).expect(200);
    var cursor = page.text("/next_cursor");
    backend().get("/v1/sessions?limit=1&cursor=" + cursor).expect(200);
    var foreign =
        backend().get("/v1/sessions?limit=1&user_id=somebody-else&cursor=" + cursor).expect(400);
    assertEquals("cursor", foreign.text("/errors/0/parameter"));
    var changed = (cursor.charAt(5) == 'A' ? "B" : "A");
    backend()
        .get(
            "/v1/sessions?user_id="
                + user
                + "&cursor="
                + cursor.substring(0, 5)
                + changed
                + cursor.substring(6))
        .expect(400);
  }

  @Test
  void aSearchFiltersByAddressPolicyAndTimes() {
    var address = "2001:db8::" + Integer.toHexString(user.hashCode() & 0xffff);
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"ip_address\": \"%s\", \"policy\": \"mobile\"}"
                    .formatted(user, address))
            .expect(201)
            .json();
    var createdAt = opened.at("/session/created_at").asText();
    var later = Instant.parse(createdAt).plusMillis(1).toString();
    var base = "/v1/sessions?user_id=" + user;
    assertEquals(1, ids(backend().get(base + "&ip_address=" + address)).size());
    assertEquals(0, ids(backend().get(base + "&ip_address=192.0.2.9")).size());
    assertEquals(1, ids(backend().get(base + "&policy=mobile")).size());
    assertEquals(0, ids(backend().get(base + "&policy=default")).size());
    assertEquals(1, ids(backend().get(base + "&opened_after=" + createdAt)).size());
    assertEquals(0, ids(backend().get(base + "&opened_before=" + createdAt)).size());
    assertEquals(0, ids(backend().get(base + "&opened_after=" + later)).size());
    assertEquals(1, ids(backend().get(base + "&active_before=" + later)).size());
    assertEquals(0, ids(backend().get(base + "&active_after=" + later)).size());
  }

  @Test
  void theOldestSessionMakesRoomWhenTheLimitIsReached() {
    var first = open("two");
    pass(Duration.ofMillis(1));
    var second = open("two");
    pass(Duration.ofMillis(1));
    open("default"); // another policy does not count
    var third = open("two");
    assertEquals("evicted", session(id(first)).get("end_reason").asText());
    assertEquals("active", session(id(second)).get("state").asText());
    assertEquals("active", session(id(third)).get("state").asText());
  }

  @Test
  void oneMoreIsRefusedWhereThePolicyRejects() {
    open("one");
    var refused =
        backend()
            .post("/v1/sessions", "{\"user_id\": \"%s\", \"policy\": \"one\"}".formatted(user))
            .expect(409);
    assertTrue(refused.text("/type").startsWith("urn:sojourn:problem:"));
    pass(Duration.ofHours(1));
    open("one"); // the first has ended by its idle timeout, so there is room
  }

  @Test
  void aLimitHoldsUnderConcurrentOpens() {
    try (var threads = Executors.newFixedThreadPool(16)) {
      IntStream.range(0, 16)
          .mapToObj(_ -> CompletableFuture.runAsync(() -> open("two"), threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertEquals(2, ids(backend().get("/v1/users/" + user + "/sessions?state=active")).size());
  }

  @Test
  void manySessionsOpenedAtOnceAreAllThere() {
    try (var threads = Executors.newFixedThreadPool(32)) {
      var opened =
          IntStream.range(0, 64)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> id(open()), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
      assertEquals(64, new HashSet<>(opened).size());
      assertEquals(
          new HashSet<>(opened),
          new HashSet<>(ids(backend().get("/v1/sessions?limit=100&user_id=" + user))));
    }
  }

  static List<String> ids(Api.Answer page) {
    return StreamSupport.stream(page.expect(200).json().get("items").spliterator(), false)
        .map((JsonNode item) -> item.get("id").asText())
        .toList();
  }
}
