package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.token.IntrospectToken.Asker;
import dev.sojourn.application.token.Introspection.TokenKind;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    answer(platform.refreshTokens.refresh(previous, Caller.seen(ClientContext.NOTHING)));

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
        platform.endSession.end(session.id(), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY));

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

  @ParameterizedTest(name = "{0}, {1}, asked by {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refresh | as a refresh token   | everybody's | REFRESH
          refresh | as a refresh token   | the opener's | REFRESH
          refresh | as a refresh token   | another's   | inactive
          refresh | without saying so    | everybody's | inactive
          refresh | without saying so    | the opener's | inactive
          access  | without saying so    | everybody's | ACCESS
          access  | without saying so    | the opener's | ACCESS
          access  | without saying so    | another's   | inactive
          access  | as a refresh token   | everybody's | ACCESS
          """)
  void whatIsActiveForWhom(String kind, String how, String whose, String expected) {
    var session = platform.has(session().client("shop"));
    var token =
        kind.equals("refresh") ? platform.refreshToken(session) : platform.accessToken(session);
    var reach =
        switch (whose) {
          case "the opener's" -> SessionReach.ofClient(new ClientId("shop"));
          case "another's" -> SessionReach.ofClient(new ClientId("other"));
          default -> SessionReach.ALL;
        };
    var asker = new Asker(Optional.empty(), reach, how.equals("as a refresh token"));

    var answer =
        answer(platform.introspectToken.introspect(token, asker, AuthenticationDemand.NONE));

    assertEquals(
        expected,
        answer instanceof Introspection.Active active ? active.kind().name() : "inactive");
    if (expected.equals("inactive")) {
      assertEquals(session, platform.stored(session), "nothing was recorded");
    }
  }

  private Introspection introspect(String token) {
    return answer(
        platform.introspectToken.introspect(token, Asker.OURSELVES, AuthenticationDemand.NONE));
  }
}
