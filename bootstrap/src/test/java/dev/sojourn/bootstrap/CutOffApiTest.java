package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ending many sessions by one word, and disabled users. */
class CutOffApiTest extends ApiTest {

  @Test
  void allSessionsOfAUserAreOverAtOnceButThoseThatBeginLater() {
    var before = open();
    pass(Duration.ofMillis(1));
    var cutOff =
        backend().post("/v1/cut-offs", "{\"user_id\": \"%s\"}".formatted(user)).expect(201).json();
    assertEquals(cutOff.get("since"), cutOff.get("before"));
    var refused = verify(accessToken(before)).expect(401);
    assertTrue(refused.header("WWW-Authenticate").contains("the session has ended: revoked"));
    assertEquals("revoked", refresh(refreshToken(before)).expect(400).text("/reason"));
    assertEquals("ended", session(id(before)).get("state").asText());
    pass(Duration.ofMillis(1));
    verify(accessToken(open())).expect(200);
    assertTrue(backend().get("/v1/cut-offs").expect(200).body().contains(user));
  }

  @Test
  void thoseOfAPolicyAreFoundAmongTheEndedBeforeTheSweeperHasBeenThere() {
    var session = open("lasting");
    pass(Duration.ofMillis(1));
    backend().post("/v1/cut-offs", "{\"policy\": \"lasting\"}").expect(201);
    verify(accessToken(session)).expect(401);
    var found =
        backend().get("/v1/sessions?state=ended&user_id=" + user).expect(200).json().get("items");
    assertEquals(1, found.size());
    assertEquals(
        0, backend().get("/v1/sessions?state=active&user_id=" + user).json().get("items").size());
    pass(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"scope\": \"all\"}",
        "{\"policy\": \"kiosk\", \"user_id\": \"ada\"}",
        "{\"scope\": \"everybody\", \"before\": \"2999-01-01T00:00:00Z\"}",
        "{\"scope\": \"everybody\", \"befor\": \"2020-01-01T00:00:00Z\"}",
        "[]"
      })
  void nobodyEndsAllSessionsByAccident(String body) {
    var session = open();
    backend().post("/v1/cut-offs", body).expect(400);
    verify(accessToken(session)).expect(200);
  }

  @Test
  void itIsForOperators() {
    anyone()
        .bearer(RunningSojourn.REVOKE_KEY)
        .post("/v1/cut-offs", "{\"scope\": \"everybody\"}")
        .expect(403);
  }

  @Test
  void aDisabledUserHasNoSessionsUntilEnabled() {
    var path = "/v1/users/" + user + "/disablement";
    var session = open();
    assertFalse(backend().get(path).expect(200).json().get("disabled").asBoolean());
    var ended = backend().send("PUT", path, BodyPublishers.noBody()).expect(200);
    assertEquals(1, ended.json().get("ended").asInt());
    assertTrue(backend().get(path).expect(200).json().get("disabled").asBoolean());
    assertEquals("user_disabled", refresh(refreshToken(session)).expect(400).text("/reason"));
    var refused =
        backend().post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user)).expect(409);
    assertEquals("urn:sojourn:problem:cut-off", refused.text("/type"));
    assertEquals(
        0, backend().send("PUT", path, BodyPublishers.noBody()).json().get("ended").asInt());

    backend().delete(path).expect(204);
    backend().delete(path).expect(204);
    pass(Duration.ofMillis(1));
    verify(accessToken(open())).expect(200);
    verify(accessToken(session)).expect(401);
  }
}
