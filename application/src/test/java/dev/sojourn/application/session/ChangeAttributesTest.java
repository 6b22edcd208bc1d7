package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.session.ChangeAttributes.Outcome;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeAttributesTest {
  private static final Json.Object GOLD = object("plan", new Json.Text("gold"));
  private static final Json.Object SILVER = object("plan", new Json.Text("silver"));

  private final FakePlatform platform = new FakePlatform();

  @Test
  void aPatchIsMerged() {
    var session = platform.has(session().attributes(GOLD));

    var changed =
        assertInstanceOf(
            Outcome.Changed.class, change(session.id(), object("seats", new Json.Whole(3))));

    assertEquals(
        new Attributes(
            new Json.Object(Map.of("plan", new Json.Text("gold"), "seats", new Json.Whole(3)))),
        platform.stored(session).attributes());
    assertEquals(
        new Judged(platform.stored(session), new Verdict.Active(T0.plus(Duration.ofHours(1)))),
        changed.judged());
  }

  @Test
  void aChangeIsNoActivity() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofMinutes(5));

    change(session.id(), GOLD);

    assertEquals(session.times(), platform.stored(session).times());
  }

  @Test
  void whoTakesTheAttributesForWhatTheyAreNotChangesNothing() {
    var session = platform.has(session().attributes(GOLD));

    assertEquals(
        new Outcome.Stale(),
        answer(
            platform.changeAttributes.change(
                session.id(), SILVER, Attributes.NONE::equals, SessionReach.ALL, FakePlatform.BY)));

    assertEquals(session, platform.stored(session));
  }

  @Test
  void ofManyWhoChangeTheSameAtOnceOneDoes() {
    var session = platform.has(session());

    var outcomes =
        atOnce(
            20,
            i ->
                platform.changeAttributes.change(
                    session.id(),
                    object("winner", new Json.Whole(i)),
                    Attributes.NONE::equals,
                    SessionReach.ALL,
                    FakePlatform.BY));

    assertEquals(1, outcomes.stream().filter(Outcome.Changed.class::isInstance).count());
    assertEquals(19, outcomes.stream().filter(new Outcome.Stale()::equals).count());
  }

  @Test
  void whatWouldBeTooLargeChangesNothing() {
    var session = platform.has(session().attributes(GOLD));

    assertEquals(
        new Outcome.Unacceptable("must not have more than 4096 bytes"),
        change(session.id(), object("note", new Json.Text("x".repeat(4090)))));

    assertEquals(session, platform.stored(session));
  }

  @Test
  void aSessionThatIsOverKeepsWhatItHad() {
    var session = platform.has(session().attributes(GOLD));
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(new Outcome.Ended(EndReason.IDLE_TIMEOUT), change(session.id(), SILVER));

    assertEquals(session, platform.stored(session));
  }

  @Test
  void aSessionThatIsNotThereIsUnknown() {
    assertEquals(new Outcome.Unknown(), change(freshId(T0), GOLD));
    assertEquals(
        Optional.empty(), answer(platform.findSession.find(freshId(T0), SessionReach.ALL)));
  }

  private Outcome change(SessionId id, Json.Object patch) {
    return answer(
        platform.changeAttributes.change(id, patch, _ -> true, SessionReach.ALL, FakePlatform.BY));
  }

  private static Json.Object object(String name, Json value) {
    return new Json.Object(Map.of(name, value));
  }
}
