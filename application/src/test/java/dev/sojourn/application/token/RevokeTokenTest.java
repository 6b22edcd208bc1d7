package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevokeTokenTest {
  private final FakePlatform platform = new FakePlatform();

  @Test
  void aRefreshTokenSignsOut() {
    var session = platform.has(session());

    answer(
        platform.revokeToken.revoke(
            platform.refreshToken(session), Optional.empty(), FakePlatform.BY));

    assertEquals(Optional.of(new End(EndReason.LOGOUT, T0)), platform.stored(session).end());
    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void anAccessTokenSignsOutEvenWhenItIsTooOld() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    platform.clock.pass(Duration.ofMinutes(30));

    answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY));

    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void aTokenOfAnEarlierGenerationSignsOut() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    answer(platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING)));
    platform.events.told();

    answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY));

    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void signingOutAgainChangesNothing() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY));
    platform.clock.pass(Duration.ofMinutes(1));

    answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY));

    assertEquals(Optional.of(new End(EndReason.LOGOUT, T0)), platform.stored(session).end());
    assertEquals(List.of("ended logout"), platform.events.told());
  }

  @Test
  void aSessionThatIsOverEndedForWhatItWasOverFor() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    platform.clock.pass(Duration.ofHours(2));

    answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY));

    assertEquals(List.of("ended idle_timeout"), platform.events.told());
  }

  @Test
  void whatIsNoTokenOfTheSessionEndsNothing() {
    var session = platform.has(session());
    var forged =
        session.reauthenticated(session.authentication(), freshSecret(), T0, SessionPolicy.DEFAULT);

    answer(platform.revokeToken.revoke("nonsense", Optional.empty(), FakePlatform.BY));
    answer(
        platform.revokeToken.revoke(
            platform.refreshToken(forged), Optional.empty(), FakePlatform.BY));
    answer(
        platform.revokeToken.revoke(
            platform.accessToken(forged), Optional.empty(), FakePlatform.BY));
    answer(
        platform.revokeToken.revoke(
            platform.refreshToken(session().build()), Optional.empty(), FakePlatform.BY));

    assertEquals(session, platform.stored(session));
    assertEquals(List.of(), platform.events.told());
  }
}
