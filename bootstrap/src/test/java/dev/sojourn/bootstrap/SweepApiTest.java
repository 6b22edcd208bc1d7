package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The sweeper, seen from outside. */
class SweepApiTest extends ApiTest {

  @Test
  void whatIsOverIsRecordedAndCountedOnceAndForgottenAfterTheRetention() {
    var opened = open();
    pass(Duration.ofHours(1));
    var ended = sojourn().metric("sojourn_sessions_ended_total{reason=\"idle_timeout\"}");
    sojourn().sweep();
    assertEquals(
        true,
        sojourn().metric("sojourn_sessions_ended_total{reason=\"idle_timeout\"}") >= ended + 1);
    var session = session(id(opened));
    assertEquals("idle_timeout", session.get("end_reason").asText());
    var swept = sojourn().metric("sojourn_sessions_ended_total{reason=\"idle_timeout\"}");
    sojourn().sweep();
    assertEquals(swept, sojourn().metric("sojourn_sessions_ended_total{reason=\"idle_timeout\"}"));
    pass(Duration.ofDays(30));
    sojourn().sweep();
    backend().get("/v1/sessions/" + id(opened)).expect(404);
  }

  @Test
  void aSessionThatLivesIsLeftAlone() {
    var opened = open("mobile");
    pass(Duration.ofDays(2));
    sojourn().sweep();
    assertEquals("active", session(id(opened)).get("state").asText());
  }
}
