package dev.sojourn.application.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.RecordingEvents;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.domain.policy.PolicyName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionEventListenersTest {
  private final RecordingEvents first = new RecordingEvents();
  private final RecordingEvents last = new RecordingEvents();
  private final List<String> failures = new ArrayList<>();

  @Test
  void aListenerThatFailsStopsNoOther() {
    var listeners =
        new SessionEventListeners(
            List.of(
                first,
                _ -> {
                  throw new IllegalStateException("broken");
                },
                last),
            (event, failure) -> failures.add(event + ": " + failure.getMessage()));
    var event = new Opened(PolicyName.DEFAULT);
    listeners.on(event);
    assertEquals(List.of("opened default"), first.told());
    assertEquals(List.of("opened default"), last.told());
    assertEquals(List.of(event + ": broken"), failures);
  }
}
