package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who did what. */
class AuditApiTest extends ApiTest {
  /** {@code action actor reason}, in the order in which they were done. */
  private List<String> told(String filter) {
    var told = new ArrayList<String>();
    for (var line : lines(filter)) {
      told.addFirst(
          line.get("action").asText()
              + " "
              + line.at("/actor/type").asText()
              + " "
              + line.at("/actor/name").asText("-")
              + " "
              + line.get("reason").asText("-"));
    }
    return told;
  }

  private JsonNode lines(String filter) {
    return backend().get("/v1/audit?" + filter).expect(200).json().get("items");
  }

  @Test
  void whatEachCallChangesIsTold() {
    var opened = open();
    backend()
        .header("If-Match", "*")
        .json("PATCH", "/v1/sessions/" + id(opened), "{\"attributes\": {\"cart\": 7}}")
        .expect(200);
    refresh(refreshToken(opened)).expect(200);
    backend()
        .post("/v1/sessions/" + id(opened) + "/authentication", "{\"amr\": [\"otp\"]}")
        .expect(200);
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
    assertEquals(
        List.of(
            "session_opened client admin -",
            "attributes_changed client admin -",
            "session_reauthenticated client admin -",
            "session_ended client admin revoked"),
        told("session_id=" + id(opened)));
  }

  @Test
  void aLineSaysWhoWhomWhenAndFromWhere() {
    var opened = open("mobile");
    var line = lines("session_id=" + id(opened)).get(0);
    assertEquals(opened.at("/session/created_at"), line.get("at"));
    assertEquals(user, line.get("user_id").asText());
    assertEquals("mobile", line.get("policy").asText());
    assertEquals("admin", line.get("client_id").asText());
    assertEquals("127.0.0.1", line.get("ip_address").asText());
    assertTrue(line.get("number").asLong() > 0);
  }

  @Test
  void thePersonThemselfAndWhoeverHasATokenAreToldApart() {
    var one = open();
    var other = open();
    var third = open();
    var self = anyone().bearer(accessToken(one));
    self.delete("/v1/me/sessions/" + id(other)).expect(204);
    anyone().form("/v1/revoke", Map.of("token", refreshToken(third))).expect(200);
    self.delete("/v1/me/sessions/" + id(one)).expect(204);
    assertEquals(
        "session_ended user " + user + " revoked", told("session_id=" + id(other)).getLast());
    assertEquals("session_ended holder - logout", told("session_id=" + id(third)).getLast());
    assertEquals("session_ended user " + user + " logout", told("session_id=" + id(one)).getLast());
  }

  @Test
  void aStolenTokenIsToldWithWhereItCameFrom() {
    var opened = open();
    var second = refresh(refreshToken(opened)).expect(200);
    refresh(second.text("/refresh_token")).expect(200);
    refresh(refreshToken(opened)).expect(400);
    var line = lines("session_id=" + id(opened)).get(0);
    assertEquals("token_reuse", line.get("reason").asText());
    assertEquals("holder", line.at("/actor/type").asText());
    assertEquals("127.0.0.1", line.get("ip_address").asText());
  }

  @Test
  void timeIsToldToBeThePolicysDoing() {
    var opened = open();
    pass(Duration.ofHours(2));
    refresh(refreshToken(opened)).expect(400);
    assertEquals(
        "session_ended policy default idle_timeout", told("session_id=" + id(opened)).getLast());
  }

  @Test
  void theSweepersDoingIsToldToBeIts() {
    var opened = open();
    pass(Duration.ofHours(2));
    sojourn().sweep();
    assertEquals(
        "session_ended sweeper - idle_timeout", told("session_id=" + id(opened)).getLast());
  }

  @Test
  void lockoutsDisabledUsersAndCutOffsAreTold() {
    for (var i = 0; i < 5; i++) {
      backend()
          .post(
              "/v1/login-attempts",
              "{\"subject\": \"%s\", \"outcome\": \"failed\"}".formatted(user))
          .expect(200);
    }
    backend().delete("/v1/lockouts/" + user).expect(204);
    backend().json("PUT", "/v1/users/" + user + "/disablement", "{}").expect(200);
    backend().delete("/v1/users/" + user + "/disablement").expect(204);
    pass(Duration.ofMillis(1));
    backend().post("/v1/cut-offs", "{\"user_id\": \"%s\"}".formatted(user)).expect(201);
    assertEquals(
        List.of(
            "user_disabled client admin -",
            "user_enabled client admin -",
            "sessions_cut_off client admin -"),
        told("user_id=" + user));
    var locked = lines("action=subject_locked&limit=1").get(0);
    assertEquals(user, locked.get("subject").asText());
    assertEquals("password", locked.get("reason").asText());
    assertEquals(user, lines("action=lockout_lifted&limit=1").get(0).get("subject").asText());
  }

  @Test
  void pagesAndLinesAreTheSameTrail() {
    for (var i = 0; i < 5; i++) {
      open();
    }
    var numbers = new TreeSet<Long>();
    var next = "user_id=" + user + "&limit=2";
    var pages = 0;
    while (!next.isEmpty()) {
      var page = backend().get("/v1/audit?" + next).expect(200).json();
      page.get("items").forEach(line -> numbers.add(line.get("number").asLong()));
      next =
          page.get("next_cursor").isNull()
              ? ""
              : "limit=2&cursor=" + page.get("next_cursor").asText();
      pages++;
    }
    assertEquals(3, pages);
    assertEquals(5, numbers.size());
    var lines =
        backend()
            .header("Accept", "application/x-ndjson")
            .get("/v1/audit?user_id=" + user)
            .expect(200);
    assertEquals("application/x-ndjson", lines.header("Content-Type"));
    assertEquals(5, lines.body().lines().count());
    assertTrue(lines.body().endsWith("}\n"));
  }

  @Test
  void theStreamGoesOnUntilAllIsTold() {
    for (var i = 0; i < 401; i++) {
      open();
    }
    var lines =
        backend()
            .header("Accept", "application/x-ndjson, */*")
            .get("/v1/audit?user_id=" + user)
            .expect(200);
    assertEquals(401, lines.body().lines().distinct().count());
  }

  @Test
  void nothingInItIsSecret() {
    var opened = open();
    var body = backend().get("/v1/audit?session_id=" + id(opened)).expect(200).body();
    assertFalse(body.contains(accessToken(opened)));
    assertFalse(body.contains("sat_") || body.contains("srt_") || body.contains("sak_"));
  }

  @Test
  void itIsForWhoMayReadIt() {
    anyone().get("/v1/audit").expect(401);
    anyone().bearer(RunningSojourn.READ_KEY).get("/v1/audit").expect(403);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          action=refreshed      | action
          session_id=x          | session_id
          since=yesterday       | since
          limit=1001            | limit
          cursor=abc            | cursor
          actor=ada             | actor
          """)
  void whatIsWrongIsSaid(String query, String parameter) {
    var refused = backend().get("/v1/audit?" + query).expect(400);
    assertTrue(refused.body().contains("\"" + parameter + "\""), refused.body());
  }
}
