package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionRowTest {
  /** Nothing of it is the object that another session has. */
  private static Session opened() {
    var name = new StringBuilder("phone").toString();
    return session()
        .client(name)
        .at("198.51.100.7")
        .on(
            new Device(
                Optional.of(DeviceType.MOBILE),
                Optional.of(name),
                Optional.empty(),
                Optional.of(name),
                Optional.of("1")))
        .authenticatedBy(List.of(name, "otp"), name)
        .attributes(new Json.Object(Map.of("plan", new Json.Text("gold"))))
        .build();
  }

  @Test
  void compactSessionsShareWhatTheyHaveInCommon() {
    var one = SessionRow.compact(opened());
    var other = SessionRow.compact(opened());
    assertSame(one.origin().clientId(), other.origin().clientId());
    assertSame(one.origin().device(), other.origin().device());
    assertSame(one.authentication().amr(), other.authentication().amr());
    assertSame(one.authentication().acr(), other.authentication().acr());
    assertSame(one.policy(), other.policy());
  }

  @Test
  void aCompactSessionSaysTheSame() {
    var opened = opened();
    assertEquals(opened, SessionRow.compact(opened));
    var ended = session().ended(EndReason.LOGOUT, T0).build();
    assertEquals(ended, SessionRow.compact(ended));
  }

  @Test
  void aCompactSessionKeepsTheTextOfItsAttributesAlone() {
    var attributes = SessionRow.compact(opened()).attributes();
    assertEquals("{\"plan\":\"gold\"}", attributes.text());
    assertNotSame(attributes.json(), attributes.json());
  }
}
