package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a person can do with nothing but an access token. */
class MeApiTest extends ApiTest {

  @Test
  void aPersonSeesTheirSessionsAndWhichOneThisIs() {
    var here = open();
    var there = open();
    var me = anyone().bearer(accessToken(here));
    assertEquals(user, me.get("/v1/me").expect(200).text("/user_id"));
    assertEquals(id(here), me.get("/v1/me").text("/session/id"));
    var sessions = me.get("/v1/me/sessions").expect(200).json().get("items");
    assertEquals(2, sessions.size());
    for (var session : sessions) {
      assertEquals(session.get("id").asText().equals(id(here)), session.get("current").asBoolean());
    }
    assertTrue(
        StreamSupport.stream(sessions.spliterator(), false)
            .anyMatch(session -> session.get("id").asText().equals(id(there))));
  }

  @Test
  void aPersonEndsTheirOwnSessionsAndNobodyElses() {
    var here = open();
    var there = open();
    var stranger = backend().post("/v1/sessions", "{\"user_id\": \"x-%s\"}".formatted(user)).json();
    var me = anyone().bearer(accessToken(here));
    me.delete("/v1/me/sessions/" + id(stranger)).expect(404);
    assertEquals("active", session(id(stranger)).get("state").asText());
    me.delete("/v1/me/sessions/" + id(there)).expect(204);
    assertEquals("revoked", session(id(there)).get("end_reason").asText());
    me.delete("/v1/me/sessions/" + id(there)).expect(204);
    me.delete("/v1/me/sessions/" + id(here)).expect(204);
    assertEquals("logout", session(id(here)).get("end_reason").asText());
    me.get("/v1/me").expect(401);
  }

  @Test
  void aPersonEndsAllTheirOtherSessions() {
    JsonNode here = open();
    open();
    open();
    var me = anyone().bearer(accessToken(here));
    assertEquals(
        2, me.delete("/v1/me/sessions?except=current").expect(200).json().get("ended").asInt());
    me.get("/v1/me").expect(200);
    assertEquals(1, me.delete("/v1/me/sessions").expect(200).json().get("ended").asInt());
    me.get("/v1/me").expect(401);
  }

  @Test
  void theAccessTokenOpensNothingElseAndAnApiKeyDoesNotOpenThis() {
    var me = anyone().bearer(accessToken(open()));
    me.get("/v1/users/" + user + "/sessions").expect(401);
    me.get("/v1/policies").expect(401);
    backend().get("/v1/me").expect(401);
    anyone().bearer(refreshToken(open())).get("/v1/me").expect(401);
    assertFalse(anyone().get("/v1/me").expect(401).header("WWW-Authenticate").isEmpty());
  }
}
