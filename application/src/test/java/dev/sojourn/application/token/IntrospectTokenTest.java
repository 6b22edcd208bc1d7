package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.token.Introspection.TokenKind;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Sighting;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntrospectTokenTest {
  private final FakePlatform platform = new FakePlatform();

  @Test
  void anAccessTokenIsWorthWhatItsSessionIs() {
    var session = platform.has(session());

    assertEquals(
        new Introspection.Active(
            session,
            SessionPolicy.DEFAULT,
            TokenKind.ACCESS,
            Optional.of(T0),
            T0.plus(Duration.ofMinutes(15))),
        introspect(platform.accessToken(session)));
    assertEquals(Optional.of(Generation.FIRST), platform.stored(session).rotation().seen());
  }

  @Test
  void aRefreshTokenIsWorthSomethingUntilTheDeadline() {
    var session = platform.has(session());

    assertEquals(
        new Introspection.Active(
            session,
            SessionPolicy.DEFAULT,
            TokenKind.REFRESH,
            Optional.of(T0),
            T0.plus(Duration.ofHours(1))),
        introspect(platform.refreshToken(session)));
  }

  @Test
  void toLookAtARefreshTokenRotatesNothingButCountsAsHavingBeenReceived() {
    var session = platform.has(session());

    introspect(platform.refreshToken(session));

    assertEquals(1, platform.stored(session).rotation().generation().value());
    assertEquals(Optional.of(Generation.FIRST), platform.stored(session).rotation().seen());
  }

  @Test
  void theTokenBeforeTheNewestIsWorthSomethingWhileItIsReplayed() {
    var session = platform.has(session());
    var previous = platform.refreshToken(session);
    answer(platform.refreshTokens.refresh(previous, Caller.seen(Sighting.NOTHING)));

    var active = assertInstanceOf(Introspection.Active.class, introspect(previous));

    assertEquals(Optional.empty(), active.issuedAt());
  }

  @Test
  void toLookAtATokenThatProvesACopyEndsNothing() {
    var session = platform.has(session().generation(7).seen(7));
    var copied =
        platform.refreshToken(
            session.reauthenticated(
                session.authentication(), session.rotation().secret(), T0, SessionPolicy.DEFAULT));

    assertEquals(new Introspection.Inactive(), introspect(copied));

    assertEquals(session, platform.stored(session));
  }

  @Test
  void aTokenOfASessionThatIsOverIsInactive() {
    var session = platform.has(session());
    var access = platform.accessToken(session);
    var refresh = platform.refreshToken(session);
    answer(
        platform.endSession.end(session.id(), EndReason.LOGOUT, Optional.empty(), FakePlatform.BY));

    assertEquals(new Introspection.Inactive(), introspect(access));
    assertEquals(new Introspection.Inactive(), introspect(refresh));
  }

  @Test
  void anAccessTokenThatIsTooOldIsInactive() {
    var token = platform.accessToken(platform.has(session()));
    platform.clock.pass(Duration.ofMinutes(15));

    assertEquals(new Introspection.Inactive(), introspect(token));
  }

  @Test
  void whatIsNoTokenOfOursIsInactive() {
    assertEquals(new Introspection.Inactive(), introspect(""));
    assertEquals(new Introspection.Inactive(), introspect("srt_nonsense"));
    assertEquals(
        new Introspection.Inactive(), introspect(platform.refreshToken(session().build())));
  }

  private Introspection introspect(String token) {
    return answer(
        platform.introspectToken.introspect(token, Optional.empty(), AuthenticationDemand.NONE));
  }
}
