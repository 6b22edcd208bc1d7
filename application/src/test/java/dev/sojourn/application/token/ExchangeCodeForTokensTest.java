package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakeDeviceRecognition;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserAgent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExchangeCodeForTokensTest {
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));
  private static final CodeVerifier WRONG_VERIFIER = new CodeVerifier("wrong".repeat(10));

  private final FakePlatform platform = new FakePlatform();
  private final Session session = platform.has(session().awaiting(VERIFIER));
  private final String code = platform.mint.exchangeCode(session, T0.plusSeconds(60));

  @Test
  void theRightVerifierIsGivenTheFirstTokens() {
    var answer = exchange(VERIFIER);

    var issued = assertInstanceOf(TokenAnswer.Issued.class, answer);
    assertInstanceOf(Exchange.Done.class, platform.stored(session).exchange());
    assertEquals(platform.stored(session), issued.session());
    assertInstanceOf(
        TokenAnswer.Issued.class,
        answer(
            platform.refreshTokens.refresh(
                issued.tokens().refreshToken(), Caller.seen(ClientContext.NOTHING))));
    assertEquals(List.of("exchanged EXCHANGED", "refreshed ROTATED"), platform.events.told());
  }

  @Test
  void theExchangeWritesDownWhereTheClientWasSeen() {
    var address = Optional.of(new IpAddress("192.0.2.7"));

    answer(
        platform.exchangeCodeForTokens.exchange(
            code, VERIFIER, Caller.seen(new ClientContext(address, Optional.empty()))));

    assertEquals(address, platform.stored(session).origin().ipAddress());
  }

  @Test
  void theDeviceOfAUserAgentIsRecognizedOnlyWhenTheExchangeWritesItDown() {
    var caller = Caller.seen(ClientContext.NOTHING, Optional.of(UserAgent.of("Firefox")));
    answer(platform.exchangeCodeForTokens.exchange("sxc_nonsense", VERIFIER, caller));
    answer(
        platform.exchangeCodeForTokens.exchange(
            code, new CodeVerifier("wrong".repeat(10)), caller));
    assertEquals(List.of(), platform.devices.parsed);

    answer(platform.exchangeCodeForTokens.exchange(code, VERIFIER, caller));
    answer(platform.exchangeCodeForTokens.exchange(code, VERIFIER, caller));

    assertEquals(
        FakeDeviceRecognition.device("Firefox"), platform.stored(session).origin().device());
    assertEquals(List.of(UserAgent.of("Firefox")), platform.devices.parsed);
  }

  @Test
  void ofRacingExchangesExactlyOneIsGivenTokens() {
    var answers =
        atOnce(
            40,
            _ ->
                platform.exchangeCodeForTokens.exchange(
                    code, VERIFIER, Caller.seen(ClientContext.NOTHING)));

    assertEquals(1, answers.stream().filter(TokenAnswer.Issued.class::isInstance).count());
    assertEquals(39, answers.stream().filter(new TokenAnswer.Invalid()::equals).count());
  }

  @Test
  void aWrongVerifierIsInvalidAndCounted() {
    assertEquals(new TokenAnswer.Invalid(), exchange(WRONG_VERIFIER));

    assertEquals(
        1, assertInstanceOf(Exchange.Awaited.class, platform.stored(session).exchange()).tries());
    assertEquals(List.of("exchanged WRONG_VERIFIER"), platform.events.told());
  }

  @Test
  void afterTenWrongVerifiersEvenTheRightOneIsInvalid() {
    for (var tries = 0; tries < 10; tries++) {
      exchange(WRONG_VERIFIER);
    }
    platform.events.told();

    assertEquals(new TokenAnswer.Invalid(), exchange(VERIFIER));

    assertEquals(List.of("exchanged TOO_MANY_TRIES"), platform.events.told());
  }

  @Test
  void aCodeThatHasExpiredIsInvalid() {
    platform.clock.pass(Duration.ofSeconds(60));

    assertEquals(new TokenAnswer.Invalid(), exchange(VERIFIER));

    assertEquals(List.of("exchanged CODE_EXPIRED"), platform.events.told());
  }

  @Test
  void theDoubleTapOfTheSameClientIsInvalidAndEndsNothing() {
    exchange(VERIFIER);
    platform.clock.pass(Duration.ofSeconds(29));
    platform.events.told();

    assertEquals(new TokenAnswer.Invalid(), exchange(VERIFIER));

    assertEquals(Optional.empty(), platform.stored(session).end());
    assertEquals(List.of("exchanged ALREADY_EXCHANGED"), platform.events.told());
  }

  @Test
  void aSecondExchangeAfterTheOverlapEndsTheSession() {
    exchange(VERIFIER);
    platform.clock.pass(Duration.ofSeconds(30));
    platform.events.told();

    assertEquals(new TokenAnswer.Ended(EndReason.CODE_REUSE), exchange(VERIFIER));
    assertEquals(List.of("ended code_reuse", "exchanged CODE_REUSE"), platform.events.told());

    assertEquals(new TokenAnswer.Ended(EndReason.CODE_REUSE), exchange(VERIFIER));
    assertEquals(List.of("exchanged ENDED"), platform.events.told());
  }

  @Test
  void aWrongVerifierAfterTheExchangeNeverEndsAnything() {
    exchange(VERIFIER);
    platform.clock.pass(Duration.ofMinutes(5));

    assertEquals(new TokenAnswer.Invalid(), exchange(WRONG_VERIFIER));

    assertEquals(Optional.empty(), platform.stored(session).end());
  }

  @Test
  void whatIsNoCodeOfOursIsInvalid() {
    assertEquals(
        new TokenAnswer.Invalid(),
        answer(
            platform.exchangeCodeForTokens.exchange(
                "sxc_nonsense", VERIFIER, Caller.seen(ClientContext.NOTHING))));
    var unknown = session().awaiting(VERIFIER).build();
    assertEquals(
        new TokenAnswer.Invalid(),
        answer(
            platform.exchangeCodeForTokens.exchange(
                platform.mint.exchangeCode(unknown, T0.plusSeconds(60)),
                VERIFIER,
                Caller.seen(ClientContext.NOTHING))));
    assertEquals(List.of("exchanged UNKNOWN", "exchanged UNKNOWN"), platform.events.told());
  }

  @Test
  void aCodeFromBeforeAReauthenticationIsInvalid() {
    answer(
        platform.reauthenticateSession.reauthenticate(
            session.id(), List.of(), Optional.empty(), SessionReach.ALL, FakePlatform.BY));

    assertEquals(new TokenAnswer.Invalid(), exchange(VERIFIER));
  }

  private TokenAnswer exchange(CodeVerifier verifier) {
    return answer(
        platform.exchangeCodeForTokens.exchange(
            code, verifier, Caller.seen(ClientContext.NOTHING)));
  }
}
