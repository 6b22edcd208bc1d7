package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.application.token.ChooseToken.Choice;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.token.RefreshToken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChooseTokenTest {
  private static final Choice SEVERAL = new Choice.SeveralSessions();

  private final FakePlatform platform = new FakePlatform();

  private Choice access(String... tokens) {
    return answer(platform.chooseToken.accessToken(List.of(tokens)));
  }

  private Choice refresh(String... tokens) {
    return answer(platform.chooseToken.refreshToken(List.of(tokens)));
  }

  /** In either order: that of cookies says nothing. */
  private void assertAccess(Choice expected, String one, String other) {
    assertEquals(List.of(expected, expected), List.of(access(one, other), access(other, one)));
  }

  private void assertRefresh(Choice expected, String one, String other) {
    assertEquals(List.of(expected, expected), List.of(refresh(one, other), refresh(other, one)));
  }

  private static Choice one(String token) {
    return new Choice.One(token);
  }

  private String refreshToken(Session session, int generation) {
    return RefreshToken.mint(
        session.id(), new Generation(generation), session.rotation().secret(), platform.serverKeys);
  }

  private static SampleSessions operators() {
    return session().policy("console");
  }

  @Test
  void noTokenIsNone() {
    assertEquals(new Choice.None(), access());
    assertEquals(new Choice.None(), refresh());
  }

  @Test
  void aTokenAloneIsChosenWhateverItIs() {
    assertEquals(one("nonsense"), access("nonsense"));
    assertEquals(one("nonsense"), refresh("nonsense"));
  }

  @Test
  void aGoodAccessTokenIsChosenBesideAnyThatIsNot() {
    var good = platform.accessToken(platform.has(session()));
    var ended = platform.has(session());
    var ofEnded = platform.accessToken(ended);
    answer(
        platform.endSession.end(ended.id(), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY));

    assertAccess(one(good), good, "nonsense");
    assertAccess(one(good), good, ofEnded);
    assertAccess(one(ofEnded), ofEnded, "nonsense");
    assertEquals(one(good), access("a", "b", ofEnded, good, "c"));
  }

  @Test
  void anExpiredAccessTokenOfAnotherSessionDoesNotCount() {
    var early = platform.accessToken(platform.has(session()));
    platform.clock.pass(Duration.ofMinutes(20));
    var good = platform.accessToken(platform.has(session().openedAt(T0.plusSeconds(1200))));

    assertAccess(one(good), good, early);
    assertAccess(one(early), early, "nonsense");
  }

  @Test
  void twoAccessTokensOfOneSessionAreNoContradiction() {
    var session = platform.has(session());
    var first = platform.accessToken(session);
    platform.clock.pass(Duration.ofMinutes(1));
    answer(
        platform.refreshTokens.refresh(
            platform.refreshToken(session), Caller.seen(ClientContext.NOTHING)));
    var second = platform.accessToken(platform.stored(session));

    assertAccess(one(second), first, second);
  }

  @Test
  void goodTokensOfTwoSessionsAreNotChosen() {
    var mine = platform.has(session());
    var planted = platform.has(session());

    assertAccess(SEVERAL, platform.accessToken(mine), platform.accessToken(planted));
    assertRefresh(SEVERAL, platform.refreshToken(mine), platform.refreshToken(planted));
  }

  @Test
  void aStaleRefreshTokenBesideTheGoodOneOfItsSessionIsNotPresented() {
    var session = platform.has(session().generation(7).seen(7));
    var current = refreshToken(session, 7);
    var stale = refreshToken(session, 3);

    assertRefresh(one(current), stale, current);
    assertEquals(session, platform.stored(session));
  }

  @Test
  void aStaleRefreshTokenOfAnotherSessionIsNotPresentedEither() {
    var good = platform.has(session());
    var other = platform.has(session().generation(7).seen(7));

    assertRefresh(
        one(platform.refreshToken(good)), refreshToken(other, 3), platform.refreshToken(good));
    assertEquals(other, platform.stored(other));
  }

  @Test
  void staleRefreshTokensAloneAreReuseOfTheirSessionAsIfTheNewestHadComeAlone() {
    var session = platform.has(session().generation(7).seen(7));

    assertRefresh(
        one(refreshToken(session, 4)), refreshToken(session, 3), refreshToken(session, 4));
    assertRefresh(one(refreshToken(session, 3)), refreshToken(session, 3), "nonsense");
  }

  @Test
  void staleRefreshTokensOfTwoSessionsEndNeither() {
    var one = platform.has(session().generation(7).seen(7));
    var other = platform.has(session().generation(9).seen(9));

    assertRefresh(SEVERAL, refreshToken(one, 3), refreshToken(other, 3));
    assertEquals(one, platform.stored(one));
    assertEquals(other, platform.stored(other));
  }

  @Test
  void theTokenBeforeTheNewestYieldsToTheNewest() {
    var session = platform.has(session().generation(2));

    assertRefresh(
        one(refreshToken(session, 2)), refreshToken(session, 1), refreshToken(session, 2));
  }

  @Test
  void tokensOfTheConsoleCountAtTheConsoleAloneAndNoOthersThere() {
    var persons = platform.has(session());
    var operators = platform.has(operators());
    var tokens = List.of(platform.accessToken(persons), platform.accessToken(operators));
    var refreshes = List.of(platform.refreshToken(persons), platform.refreshToken(operators));

    assertEquals(one(tokens.getFirst()), answer(platform.chooseToken.accessToken(tokens)));
    assertEquals(one(tokens.getLast()), answer(platform.chooseConsoleToken.accessToken(tokens)));
    assertEquals(one(refreshes.getFirst()), answer(platform.chooseToken.refreshToken(refreshes)));
    assertEquals(
        one(refreshes.getLast()), answer(platform.chooseConsoleToken.refreshToken(refreshes)));
  }

  @Test
  void toLookIsNoActivity() {
    var session = platform.has(session());
    access(platform.accessToken(session), "nonsense");
    refresh(platform.refreshToken(session), "nonsense");

    assertEquals(session, platform.stored(session));
  }

  @Test
  void noTokenIsTold() {
    assertFalse(one("sat_secret").toString().contains("secret"));
  }
}
