package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.session.ReauthenticateSession.Outcome;
import dev.sojourn.application.token.Caller;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReauthenticateSessionTest {
  private final FakePlatform platform = new FakePlatform();

  @Test
  void bothTimeoutsStartAnewAndTheProofIsWrittenDown() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofMinutes(50));

    var opened = withTokens(reauthenticate(session.id()));

    var now = platform.clock.instant();
    assertEquals(platform.stored(session), opened.session());
    assertEquals(
        new Authentication(now, List.of("hwk"), Optional.of("aal3")),
        opened.session().authentication());
    assertEquals(now, opened.session().times().lastActivityAt());
    assertEquals(now.plus(Duration.ofHours(1)), opened.tokens().refreshExpiresAt());
    assertEquals(List.of(), platform.events.told());
  }

  @Test
  void allEarlierTokensAreVoidAndTheNewOnesWork() {
    var session = platform.has(session());
    var earlier = platform.refreshToken(session);

    var opened = withTokens(reauthenticate(session.id()));

    assertEquals(new TokenAnswer.Invalid(), refresh(earlier));
    assertEquals(Optional.empty(), platform.stored(session).end());
    assertInstanceOf(TokenAnswer.Issued.class, refresh(opened.tokens().refreshToken()));
  }

  @Test
  void aSessionThatAwaitsItsExchangeIsGivenACodeAgain() {
    var verifier = new CodeVerifier("right".repeat(10));
    var session = platform.has(session().awaiting(verifier));

    var done = assertInstanceOf(Outcome.Done.class, reauthenticate(session.id()));

    var opened = assertInstanceOf(Opened.WithExchange.class, done.opened());
    assertInstanceOf(
        TokenAnswer.Issued.class,
        answer(
            platform.exchangeCodeForTokens.exchange(
                opened.code(), verifier, Caller.seen(ClientContext.NOTHING))));
  }

  @Test
  void aSessionThatIsOverStaysSo() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(new Outcome.Ended(EndReason.IDLE_TIMEOUT), reauthenticate(session.id()));
    assertEquals(new Outcome.Ended(EndReason.IDLE_TIMEOUT), reauthenticate(session.id()));

    assertEquals(List.of("ended idle_timeout"), platform.events.told());
    assertEquals(EndReason.IDLE_TIMEOUT, platform.stored(session).end().orElseThrow().reason());
  }

  @Test
  void aSessionThatIsNotThereIsUnknown() {
    assertEquals(new Outcome.Unknown(), reauthenticate(freshId(T0)));
  }

  private Outcome reauthenticate(SessionId id) {
    return answer(
        platform.reauthenticateSession.reauthenticate(
            id, List.of("hwk"), Optional.of("aal3"), SessionReach.ALL, FakePlatform.BY));
  }

  private TokenAnswer refresh(String token) {
    return answer(platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING)));
  }

  private static Opened.WithTokens withTokens(Outcome outcome) {
    return assertInstanceOf(
        Opened.WithTokens.class, assertInstanceOf(Outcome.Done.class, outcome).opened());
  }
}
