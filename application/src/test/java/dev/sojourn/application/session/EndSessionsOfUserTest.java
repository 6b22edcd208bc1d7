package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndSessionsOfUserTest {
  private final FakePlatform platform = new FakePlatform();
  private final UserId user = freshUser();

  @Test
  void allSessionsOfAUserEndWhateverTheirPolicy() {
    var first = platform.has(session().of(user));
    var second = platform.has(session().of(user).policy("kiosk"));
    var anothers = platform.has(session());

    assertEquals(
        2,
        answer(
            platform.endSessionsOfUser.end(
                user,
                Optional.empty(),
                EndReason.USER_DISABLED,
                SessionReach.ALL,
                FakePlatform.BY)));

    for (var ended : List.of(first, second)) {
      assertEquals(EndReason.USER_DISABLED, platform.stored(ended).end().orElseThrow().reason());
    }
    assertEquals(anothers, platform.stored(anothers));
    assertEquals(List.of("ended user_disabled", "ended user_disabled"), platform.events.told());
  }

  @Test
  void allButOneEnd() {
    var kept = platform.has(session().of(user));
    platform.has(session().of(user));
    platform.has(session().of(user));

    assertEquals(
        2,
        answer(
            platform.endSessionsOfUser.end(
                user,
                Optional.of(kept.id()),
                EndReason.REVOKED,
                SessionReach.ALL,
                FakePlatform.BY)));

    assertEquals(kept, platform.stored(kept));
  }

  @Test
  void theOneThatIsKeptMayBeAnybodys() {
    platform.has(session().of(user));

    assertEquals(
        1,
        answer(
            platform.endSessionsOfUser.end(
                user,
                Optional.of(freshId(T0)),
                EndReason.REVOKED,
                SessionReach.ALL,
                FakePlatform.BY)));
  }

  @Test
  void onlyWhatThisCallEndedIsCounted() {
    platform.has(session().of(user).ended(EndReason.LOGOUT, T0));
    platform.has(session().of(user).idleSince(T0.plus(Duration.ofHours(1))));
    platform.has(session().of(user));
    platform.clock.pass(Duration.ofMinutes(90));

    assertEquals(
        1,
        answer(
            platform.endSessionsOfUser.end(
                user, Optional.empty(), EndReason.REVOKED, SessionReach.ALL, FakePlatform.BY)));
    assertEquals(
        0,
        answer(
            platform.endSessionsOfUser.end(
                user, Optional.empty(), EndReason.REVOKED, SessionReach.ALL, FakePlatform.BY)));
  }
}
