package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyAccessTokenTest {
  private final FakePlatform platform = new FakePlatform();

  @Test
  void aTokenOfASessionThatLivesIsActive() {
    var session = platform.has(session());

    var active = assertInstanceOf(Verification.Active.class, verify(platform.accessToken(session)));

    assertEquals(session, active.session());
    assertEquals(T0, active.at());
    assertEquals(List.of("verified ACTIVE"), platform.events.told());
  }

  @Test
  void theFirstSightingOfAGenerationIsNotedAtOnce() {
    var session = platform.has(session());

    verify(platform.accessToken(session));

    assertEquals(Optional.of(Generation.FIRST), platform.stored(session).rotation().seen());
  }

  @Test
  void verificationIsActivityNotedOncePerTouchInterval() {
    var session = platform.has(session().seen(1));
    var token = platform.accessToken(session);

    platform.clock.pass(Duration.ofMillis(59_999));
    verify(token);
    assertEquals(T0, platform.stored(session).times().lastActivityAt());

    platform.clock.pass(Duration.ofMillis(1));
    verify(token);
    assertEquals(T0.plusSeconds(60), platform.stored(session).times().lastActivityAt());
  }

  @Test
  void aSessionThatIsUsedOutlivesItsIdleTimeout() {
    var session = platform.has(session());
    for (var quarter = 0; quarter < 8; quarter++) {
      platform.clock.pass(Duration.ofMinutes(15).minusMillis(1));
      var token = platform.accessToken(platform.stored(session));

      assertInstanceOf(Verification.Active.class, verify(token));
    }
  }

  @Test
  void aTokenIsAcceptedUntilOneTickBeforeItExpires() {
    var token = platform.accessToken(platform.has(session()));

    platform.clock.pass(Duration.ofMinutes(15).minusMillis(1));
    assertInstanceOf(Verification.Active.class, verify(token));

    platform.clock.pass(Duration.ofMillis(1));
    assertEquals(new Verification.Expired(), verify(token));
    assertEquals(List.of("verified ACTIVE", "verified EXPIRED"), platform.events.told());
  }

  @Test
  void aTokenThatIsTooOldIsNoActivity() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    platform.clock.pass(Duration.ofMinutes(20));

    verify(token);

    assertEquals(session, platform.stored(session));
  }

  @Test
  void aTokenOfASessionThatIsOverSaysWhyAndRevivesNothing() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(new Verification.Ended(EndReason.IDLE_TIMEOUT), verify(token));

    assertEquals(session, platform.stored(session));
    assertEquals(List.of("verified ENDED"), platform.events.told());
  }

  @Test
  void anEndIsTheAnswerAtOnce() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    answer(
        platform.endSession.end(
            session.id(), EndReason.REVOKED, SessionReach.ALL, FakePlatform.BY));

    assertEquals(new Verification.Ended(EndReason.REVOKED), verify(token));
  }

  @Test
  void aTokenOfTheGenerationBeforeIsAcceptedUntilItExpires() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    answer(
        platform.refreshTokens.refresh(
            platform.refreshToken(session), Caller.seen(ClientContext.NOTHING)));

    assertInstanceOf(Verification.Active.class, verify(token));
    assertEquals(Optional.of(Generation.FIRST), platform.stored(session).rotation().seen());
  }

  @Test
  void aTokenFromBeforeAReauthenticationIsUnknown() {
    var session = platform.has(session());
    var token = platform.accessToken(session);
    answer(
        platform.reauthenticateSession.reauthenticate(
            session.id(), List.of(), Optional.empty(), SessionReach.ALL, FakePlatform.BY));

    assertEquals(new Verification.Unknown(), verify(token));
  }

  @Test
  void whatIsNoTokenOfOursIsUnknown() {
    assertEquals(new Verification.Unknown(), verify("sat_nonsense"));
    assertEquals(
        new Verification.Unknown(), verify(platform.refreshToken(platform.has(session()))));
    assertEquals(new Verification.Unknown(), verify(platform.accessToken(session().build())));
    assertEquals(
        List.of("verified UNKNOWN", "verified UNKNOWN", "verified UNKNOWN"),
        platform.events.told());
  }

  private Verification verify(String token) {
    return answer(platform.verifyAccessToken.verify(token, new Presented.AsBearer()));
  }
}
