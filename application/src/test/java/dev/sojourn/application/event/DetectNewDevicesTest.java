package dev.sojourn.application.event;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakeAuditStore;
import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.delivery.SendResult;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectNewDevicesTest {
  private static final Initiator SHOP =
      new Initiator(
          new Actor.Client(new ClientId("shop")), Optional.of(new IpAddress("203.0.113.7")));
  private static final Device LAPTOP = device("desktop", "Linux", "Firefox", "140");

  private final FakeAuditStore audit = new FakeAuditStore();
  private final FakeSessionStore sessions = new FakeSessionStore(audit);
  private final DetectNewDevices detectNewDevices = new DetectNewDevices(sessions, audit);
  private final UserId user = freshUser();
  private Instant now = T0;

  private static Device device(String type, String system, String browser, String version) {
    return new Device(
        DeviceType.ofWord(type),
        Optional.ofNullable(system),
        Optional.empty(),
        Optional.ofNullable(browser),
        Optional.ofNullable(version));
  }

  private Session opened(Device device) {
    now = now.plusSeconds(1);
    var session = session().of(user).on(device).openedAt(now).build();
    answer(sessions.open(session, SHOP.at(now)));
    return session;
  }

  /** The line of an opening, as a follower of the trail gets it. */
  private void told(Session session) {
    var all = answer(audit.between(0, Long.MAX_VALUE, 1000));
    var opening =
        all.stream()
            .filter(line -> line.entry().action() == Action.SESSION_OPENED)
            .filter(line -> line.entry().about().sessionId().equals(Optional.of(session.id())))
            .findFirst()
            .orElseThrow();
    assertEquals(new SendResult.Taken(), answer(detectNewDevices.send(opening)));
  }

  private List<AuditEntry> found() {
    return answer(audit.between(0, Long.MAX_VALUE, 1000)).stream()
        .map(Kept::entry)
        .filter(entry -> entry.action() == Action.NEW_DEVICE)
        .toList();
  }

  /** One that is there, and that no line tells of. */
  private CompletionStage<Boolean> ended(Session session) {
    return sessions.update(session.id(), _ -> Decision.store(session, true));
  }

  @Test
  void theFirstSessionOfAUserIsOnANewDeviceAndSaysThatItIsTheFirst() {
    var session = opened(LAPTOP);
    told(session);
    var entry = found().getFirst();
    assertEquals(Optional.of("first_session"), entry.reason());
    assertEquals(Optional.of(session.id()), entry.about().sessionId());
    assertEquals(SHOP.actor(), entry.actor());
    assertEquals(SHOP.from(), entry.from());
    assertEquals(now, entry.at());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the same                | desktop | Linux   | Firefox | 140 | 1
          a newer browser         | desktop | Linux   | Firefox | 141 | 1
          another browser         | desktop | Linux   | Chrome  | 140 | 2
          another system          | desktop | Windows | Firefox | 140 | 2
          another type            | tablet  | Linux   | Firefox | 140 | 2
          nothing that is known   | unknown |         |         |     | 1
          """)
  void aDeviceIsItsTypeSystemAndBrowser(
      String what, String type, String system, String browser, String version, int lines) {
    told(opened(LAPTOP));
    told(opened(device(type, system, browser, version)));
    assertEquals(lines, found().size());
    assertEquals(Optional.empty(), lines == 2 ? found().getLast().reason() : Optional.empty());
  }

  @Test
  void aDeviceOfASessionThatHasEndedIsKnown() {
    answer(ended(session().of(user).on(LAPTOP).ended(EndReason.LOGOUT, T0).build()));
    told(opened(LAPTOP));
    assertEquals(List.of(), found());
  }

  @Test
  void aDeviceOfASessionThatIsNotKeptAnyMoreIsNewAgain() {
    answer(ended(session().of(user).on(LAPTOP).ended(EndReason.LOGOUT, T0).build()));
    answer(sessions.purge(T0.plus(Duration.ofDays(1)), 10));
    told(opened(LAPTOP));
    assertEquals(1, found().size());
  }

  @Test
  void sessionsThatWereOpenedSinceSayNothingOfWhatWasKnownThen() {
    var first = opened(LAPTOP);
    var second = opened(LAPTOP);
    told(first);
    told(second);
    assertEquals(1, found().size());
    assertEquals(Optional.of(first.id()), found().getFirst().about().sessionId());
  }

  @Test
  void ofTwoSessionsOfOneMillisecondOneIsOnANewDevice() {
    var first = opened(LAPTOP);
    now = now.minusSeconds(1);
    var second = opened(LAPTOP);
    assertEquals(first.times().createdAt(), second.times().createdAt());
    told(first);
    told(second);
    assertEquals(1, found().size());
  }

  @Test
  void anEventThatComesTwiceIsToldOnce() {
    var session = opened(LAPTOP);
    told(session);
    told(session);
    assertEquals(1, found().size());
  }

  @Test
  void aSessionThatIsForgottenSaysNothing() {
    var gone = session().of(user).on(LAPTOP).build();
    var line = new Kept(1, AuditTrail.ofSession(Optional.empty(), gone, SHOP.at(now)).getFirst());
    assertEquals(new SendResult.Taken(), answer(detectNewDevices.send(line)));
    assertEquals(List.of(), found());
  }
}
