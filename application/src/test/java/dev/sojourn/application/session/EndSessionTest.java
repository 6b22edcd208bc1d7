package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.session.EndSession.Outcome;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndSessionTest {

  private final FakePlatform platform = new FakePlatform();

  @ParameterizedTest
  @EnumSource(names = {"LOGOUT", "REVOKED", "USER_DISABLED"})
  void aSessionEndsForTheReasonThatIsGiven(EndReason reason) {
    var session = platform.has(session());

    assertEquals(
        Outcome.ENDED,
        answer(platform.endSession.end(session.id(), reason, SessionReach.ALL, FakePlatform.BY)));

    assertEquals(Optional.of(new End(reason, T0)), platform.stored(session).end());
    assertEquals(List.of("ended " + reason.word()), platform.events.told());
  }

  @Test
  void endingItAgainChangesNothing() {
    var session = platform.has(session());
    answer(
        platform.endSession.end(session.id(), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY));
    platform.clock.pass(Duration.ofSeconds(1));

    assertEquals(
        Outcome.ENDED_BEFORE,
        answer(
            platform.endSession.end(
                session.id(), EndReason.REVOKED, SessionReach.ALL, FakePlatform.BY)));

    assertEquals(Optional.of(new End(EndReason.LOGOUT, T0)), platform.stored(session).end());
    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void ofManyWhoEndItAtOnceOneDoesAndItIsToldOnce() {
    var session = platform.has(session());

    var outcomes =
        atOnce(
            30,
            _ ->
                platform.endSession.end(
                    session.id(), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY));

    assertEquals(1, outcomes.stream().filter(Outcome.ENDED::equals).count());
    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void oneThatIsOverEndedForWhatItWasOverFor() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofHours(3));

    assertEquals(
        Outcome.ENDED_BEFORE,
        answer(
            platform.endSession.end(
                session.id(), EndReason.REVOKED, SessionReach.ALL, FakePlatform.BY)));

    assertEquals(
        Optional.of(new End(EndReason.IDLE_TIMEOUT, T0.plus(Duration.ofHours(1)))),
        platform.stored(session).end());
    assertEquals(List.of("ended idle_timeout"), platform.events.told());
  }

  @Test
  void anOwnerEndsTheirOwnAndNobodyElses() {
    var session = platform.has(session());

    assertEquals(
        Outcome.UNKNOWN,
        answer(
            platform.endSession.end(
                session.id(),
                EndReason.REVOKED,
                SessionReach.ofUser(freshUser()),
                FakePlatform.BY)));
    assertEquals(session, platform.stored(session));

    assertEquals(
        Outcome.ENDED,
        answer(
            platform.endSession.end(
                session.id(),
                EndReason.REVOKED,
                SessionReach.ofUser(session.userId()),
                FakePlatform.BY)));
  }

  @Test
  void oneThatIsNotThereIsUnknown() {
    assertEquals(
        Outcome.UNKNOWN,
        answer(
            platform.endSession.end(
                freshId(T0), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY)));
    assertEquals(List.of(), platform.events.told());
  }
}
