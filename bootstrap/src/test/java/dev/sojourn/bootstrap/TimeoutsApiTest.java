package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class TimeoutsApiTest extends ApiTest {

  private void assertOver(JsonNode opened, String reason) {
    verify(accessToken(opened)).expect(401);
    assertFalse(
        backend()
            .form("/v1/introspect", Map.of("token", accessToken(opened)))
            .json()
            .get("active")
            .asBoolean());
    var session = session(id(opened));
    assertEquals("ended", session.get("state").asText());
    assertEquals(reason, session.get("end_reason").asText());
    assertFalse(session.get("ended_at").isNull());
    var listed = backend().get("/v1/users/" + user + "/sessions").expect(200).json().at("/items/0");
    assertEquals("ended", listed.get("state").asText());
    assertEquals(reason, refresh(refreshToken(opened)).expect(400).text("/reason"));
    assertEquals(reason, session(id(opened)).get("end_reason").asText());
  }

  @Test
  void aSessionThatNothingHappensToEndsAtItsIdleTimeout() {
    var opened = open();
    pass(Duration.ofHours(1));
    assertOver(opened, "idle_timeout");
  }

  @Test
  void verificationCountsAsActivity() {
    var opened = open("mobile");
    var tokens = opened.get("tokens");
    for (var i = 0; i < 3; i++) {
      pass(Duration.ofDays(20));
      tokens = refresh(tokens.get("refresh_token").asText()).expect(200).json();
      pass(Duration.ofMinutes(10));
      verify(tokens.get("access_token").asText()).expect(200);
    }
    assertEquals("active", session(id(opened)).get("state").asText());
    pass(Duration.ofDays(30));
    assertEquals("idle_timeout", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void aSessionEndsAtItsAbsoluteTimeoutWhateverHappens() {
    var opened = open();
    var tokens = opened.get("tokens");
    for (var i = 0; i < 47; i++) {
      pass(Duration.ofMinutes(30));
      tokens = refresh(tokens.get("refresh_token").asText()).expect(200).json();
    }
    pass(Duration.ofMinutes(30));
    assertEquals(
        "absolute_timeout",
        refresh(tokens.get("refresh_token").asText()).expect(400).text("/reason"));
    assertEquals("absolute_timeout", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void reauthenticationStartsBothTimeoutsAnew() {
    var opened = open();
    var tokens = opened.get("tokens");
    for (var i = 0; i < 46; i++) {
      pass(Duration.ofMinutes(30));
      tokens = refresh(tokens.get("refresh_token").asText()).expect(200).json();
    }
    var anew =
        backend().post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(200).json();
    tokens = anew.get("tokens");
    for (var i = 0; i < 4; i++) {
      pass(Duration.ofMinutes(30));
      tokens = refresh(tokens.get("refresh_token").asText()).expect(200).json();
    }
    assertEquals("active", session(id(opened)).get("state").asText());
  }

  @Test
  void aSessionThatIsNotRefreshedExpires() {
    var opened = open("lasting");
    pass(Duration.ofDays(7));
    assertOver(opened, "expired");
  }

  @Test
  void anExpiryOfItsOwnIsKept() {
    var now = sojourn().clock().instant();
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"expires_at\": \"%s\"}"
                    .formatted(user, now.plus(Duration.ofMinutes(5))))
            .expect(201)
            .json();
    assertEquals(300, opened.at("/tokens/expires_in").asInt(), 1);
    pass(Duration.ofMinutes(5));
    assertEquals("expired", session(id(opened)).get("end_reason").asText());
  }

  @Test
  void whatIsOverIsFoundAmongTheEndedAndNotAmongTheActive() {
    var opened = open();
    pass(Duration.ofHours(1));
    assertEquals(0, count("/v1/sessions?state=active&user_id=" + user));
    assertEquals(1, count("/v1/sessions?state=ended&user_id=" + user));
    assertEquals(0, count("/v1/users/" + user + "/sessions?state=active"));
    assertEquals("ended", session(id(opened)).get("state").asText());
  }

  private long count(String path) {
    return StreamSupport.stream(
            backend().get(path).expect(200).json().get("items").spliterator(), false)
        .count();
  }

  @Test
  void aChangedAuthenticationTimeIsHeldAgainstTheAbsoluteTimeout() {
    var now = sojourn().clock().instant();
    var early =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"authenticated_at\": \"%s\"}"
                    .formatted(user, now.minus(Duration.ofHours(24))))
            .expect(400);
    assertEquals("/authenticated_at", early.text("/errors/0/pointer"));
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"authenticated_at\": \"%s\"}"
                    .formatted(user, now.minus(Duration.ofHours(23).plusMinutes(30))))
            .expect(201)
            .json();
    pass(Duration.ofMinutes(30));
    assertEquals("absolute_timeout", session(id(opened)).get("end_reason").asText());
  }
}
