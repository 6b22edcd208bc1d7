package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakeDeviceRecognition;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserAgent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshTokensTest {
  private final FakePlatform platform = new FakePlatform();

  @Test
  void theNewestTokenIsTradedForItsSuccessor() {
    var session = platform.has(session());

    var issued = issued(refresh(platform.refreshToken(session)));

    assertEquals(2, issued.session().rotation().generation().value());
    assertEquals(platform.stored(session), issued.session());
    assertEquals(platform.refreshToken(issued.session()), issued.tokens().refreshToken());
    assertEquals(List.of("refreshed ROTATED"), platform.events.told());
  }

  @Test
  void twoTabsThatRefreshAtOnceGetTheIdenticalPair() {
    var token = platform.refreshToken(platform.has(session()));

    var first = issued(refresh(token));
    platform.clock.pass(Duration.ofSeconds(29));
    var second = issued(refresh(token));

    assertEquals(first.tokens(), second.tokens());
    assertEquals(List.of("refreshed ROTATED", "refreshed REPLAYED"), platform.events.told());
  }

  @Test
  void aHundredTabsThatRefreshAtOnceGetTheIdenticalPair() {
    var token = platform.refreshToken(platform.has(session()));

    var pairs =
        atOnce(100, _ -> platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING)))
            .stream()
            .map(answer -> issued(answer).tokens())
            .toList();

    assertEquals(1, new HashSet<>(pairs).size());
  }

  @Test
  void aPhoneThatLostTheAnswerGetsTheSameRefreshTokenAnHourLaterAndAFreshAccessToken() {
    var session = platform.has(session().expiresAt(T0.plus(Duration.ofDays(7))));
    var token = platform.refreshToken(session);
    var lost = issued(refresh(token));
    platform.clock.pass(Duration.ofMinutes(59));

    var again = issued(refresh(token));

    assertEquals(lost.tokens().refreshToken(), again.tokens().refreshToken());
    assertEquals(
        platform.clock.instant().plus(Duration.ofMinutes(15)), again.tokens().accessExpiresAt());
  }

  @Test
  void aCopyThatIsPresentedAfterTheOverlapEndsTheSession() {
    var session = platform.has(session());
    var copied = platform.refreshToken(session);
    var newest = issued(refresh(copied)).tokens();
    answer(platform.verifyAccessToken.verify(newest.accessToken(), new Presented.AsBearer()));
    platform.clock.pass(Duration.ofSeconds(30));
    platform.events.told();

    assertEquals(new TokenAnswer.Ended(EndReason.TOKEN_REUSE), refresh(copied));

    assertEquals(List.of("refreshed REUSE", "ended token_reuse"), platform.events.told());
    assertEquals(new TokenAnswer.Ended(EndReason.TOKEN_REUSE), refresh(newest.refreshToken()));
    assertEquals(List.of("refreshed ENDED"), platform.events.told());
  }

  @Test
  void aSessionThatIsOverIsRecordedSoAndSaysWhyOnce() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(new TokenAnswer.Ended(EndReason.IDLE_TIMEOUT), refresh(token));
    assertEquals(new TokenAnswer.Ended(EndReason.IDLE_TIMEOUT), refresh(token));

    assertEquals(T0.plus(Duration.ofHours(1)), platform.stored(session).end().orElseThrow().at());
    assertEquals(
        List.of("refreshed ENDED", "ended idle_timeout", "refreshed ENDED"),
        platform.events.told());
  }

  @Test
  void whatIsNoTokenOfOursIsInvalid() {
    assertEquals(new TokenAnswer.Invalid(), refresh("srt_nonsense"));
    assertEquals(new TokenAnswer.Invalid(), refresh(platform.accessToken(platform.has(session()))));
    assertEquals(List.of("refreshed UNKNOWN", "refreshed UNKNOWN"), platform.events.told());
  }

  @Test
  void aTokenOfASessionThatIsNotThereIsInvalid() {
    assertEquals(new TokenAnswer.Invalid(), refresh(platform.refreshToken(session().build())));
  }

  @Test
  void aTokenOfAnotherSecretIsInvalidAndChangesNothing() {
    var session = platform.has(session());

    assertEquals(
        new TokenAnswer.Invalid(), refresh(platform.refreshToken(withOtherSecret(session))));

    assertEquals(session, platform.stored(session));
  }

  private static Session withOtherSecret(Session session) {
    return new Session(
        session.id(),
        session.userId(),
        session.policy(),
        session.origin(),
        session.authentication(),
        session.times(),
        session().secret(freshSecret()).generation(9).build().rotation(),
        session.exchange(),
        session.attributes(),
        session.end());
  }

  @Test
  void aRotationWritesDownWhereTheClientWasSeenAndAReplayDoesNot() {
    var session = platform.has(session().at("192.0.2.1"));
    var token = platform.refreshToken(session);

    answer(platform.refreshTokens.refresh(token, Caller.seen(seenAt("192.0.2.2"))));
    assertEquals(seenAt("192.0.2.2").ipAddress(), platform.stored(session).origin().ipAddress());
    assertEquals(
        seenAt("192.0.2.2").device(), Optional.of(platform.stored(session).origin().device()));

    answer(platform.refreshTokens.refresh(token, Caller.seen(seenAt("192.0.2.3"))));
    assertEquals(seenAt("192.0.2.2").ipAddress(), platform.stored(session).origin().ipAddress());
  }

  @Test
  void theDeviceOfAUserAgentIsRecognizedWhenARotationWritesItDown() {
    var session = platform.has(session());

    var rotated = issued(refreshOn("Firefox", platform.refreshToken(session))).session();
    assertEquals(FakeDeviceRecognition.device("Firefox"), rotated.origin().device());
    assertEquals(rotated, platform.stored(session));

    refreshOn("Firefox", platform.refreshToken(rotated));
    assertEquals(List.of(UserAgent.of("Firefox")), platform.devices.parsed);
    assertEquals(List.of("refreshed ROTATED", "refreshed ROTATED"), platform.events.told());
  }

  @Test
  void noUserAgentIsParsedForATokenThatIsNotGoodOrAReplayThatWritesNothing() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    refresh(token);
    issued(refreshOn("replays", token));
    refreshOn("has made it up", "sxr_nonsense");
    refreshOn("has one of another secret", platform.refreshToken(withOtherSecret(session)));
    refreshOn(
        "is too late", platform.refreshToken(platform.has(session().ended(EndReason.LOGOUT, T0))));

    assertEquals(List.of(), platform.devices.parsed);
  }

  @Test
  void aDeviceThatCannotBeToldStaysAsItWas() {
    platform.devices.isTooBusy = true;
    var session = platform.has(session());

    var rotated = issued(refreshOn("Firefox", platform.refreshToken(session))).session();

    assertEquals(session.origin().device(), rotated.origin().device());
  }

  private TokenAnswer refreshOn(String agent, String token) {
    return answer(
        platform.refreshTokens.refresh(
            token, Caller.seen(ClientContext.NOTHING, Optional.of(UserAgent.of(agent)))));
  }

  private static ClientContext seenAt(String address) {
    return new ClientContext(
        Optional.of(new IpAddress(address)),
        Optional.of(
            new Device(
                Optional.of(DeviceType.TABLET),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  private TokenAnswer refresh(String token) {
    return answer(platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING)));
  }

  private static TokenAnswer.Issued issued(TokenAnswer answer) {
    return assertInstanceOf(TokenAnswer.Issued.class, answer);
  }
}
