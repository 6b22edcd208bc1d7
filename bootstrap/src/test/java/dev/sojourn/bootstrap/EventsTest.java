package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.bootstrap.EventStream.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events when something changes under them. */
class EventsTest {
  private static final String OPEN = "{\"user_id\": \"ada\"}";

  private static EventStream follow(RunningSojourn sojourn, String path, String key) {
    return EventStream.open(sojourn.address(), path, key, List.of());
  }

  @Test
  void aStreamEndsWhenItsNodeStops() {
    var sojourn = RunningSojourn.with(Map.of("SOJOURN_STORE", "memory"));
    try (var stream = follow(sojourn, "/v1/events", RunningSojourn.ADMIN_KEY)) {
      sojourn.close();
      assertEquals(Event.END, stream.next());
    }
  }

  @Test
  void whoseKeyWasWithdrawnIsToldNoMore(@TempDir Path directory) throws IOException {
    var keys = directory.resolve("keys");
    var other = "sak_auditor-auditor-auditor-auditor";
    var admin = "admin=" + RunningSojourn.ADMIN_KEY + ":admin\n";
    Files.writeString(keys, admin + "auditor=" + other + ":audit:read\n");
    var sojourn =
        RunningSojourn.with(
            Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS_FILE", keys.toString()));
    try (var stream = follow(sojourn, "/v1/events", other)) {
      var backend = sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
      backend.post("/v1/sessions", OPEN).expect(201);
      assertEquals("session_opened", stream.next().type());
      Files.writeString(keys, admin);
      eventually(() -> sojourn.api().bearer(other).get("/v1/audit").status() == 401);
      backend.post("/v1/sessions", OPEN).expect(201);
      assertEquals(Event.END, stream.next());
    } finally {
      sojourn.close();
    }
  }

  @Test
  void withoutAnAuditTrailThereIsNothingToFollow() {
    var sojourn =
        RunningSojourn.with(Map.of("SOJOURN_STORE", "memory", "SOJOURN_AUDIT_RETENTION", "off"));
    try {
      var problem =
          sojourn.api().bearer(RunningSojourn.ADMIN_KEY).get("/v1/events").expect(409).json();
      assertEquals("urn:sojourn:problem:not-audited", problem.get("type").asText());
    } finally {
      sojourn.close();
    }
  }

  @Test
  void whoWasAwayForLongerThanTheTrailIsKeptIsToldSo() {
    var sojourn =
        RunningSojourn.with(Map.of("SOJOURN_STORE", "memory", "SOJOURN_AUDIT_RETENTION", "PT1H"));
    try {
      var backend = sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
      for (var i = 0; i < 3; i++) {
        backend.post("/v1/sessions", OPEN).expect(201);
      }
      var first = backend.get("/v1/audit").expect(200).json().at("/items/2/number").asText();
      sojourn.clock().advance(Duration.ofHours(2));
      sojourn.sweep();
      backend.header("Last-Event-ID", first).get("/v1/events").expect(410);
      try (var stream = follow(sojourn, "/v1/events?after=oldest", RunningSojourn.ADMIN_KEY)) {
        backend.post("/v1/sessions", OPEN).expect(201);
        // The sweeper may have had more to tell first.
        assertEquals("session_opened", lastOf(stream).type());
      }
    } finally {
      sojourn.close();
    }
  }

  private static Event lastOf(EventStream stream) {
    var event = stream.next();
    return event.type().equals("session_ended") ? lastOf(stream) : event;
  }
}
