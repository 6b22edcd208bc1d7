package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMintTest {
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;

  private final FakePlatform platform = new FakePlatform();
  private final TokenMint mint = platform.mint;
  private final Session session = session().build();

  private TokenPair pair(Session of, Instant now, SessionPolicy policy) {
    return answer(mint.pair(of, now, EffectiveRules.of(policy)));
  }

  private Optional<AccessToken> accessToken(String text) {
    return answer(mint.accessToken(text));
  }

  @Test
  void twoTabsGetIdenticalPairsFromAnyNode() {
    assertEquals(
        pair(session, T0, POLICY),
        answer(
            new FakePlatform()
                .mint.pair(session, T0.plusMillis(29_999), EffectiveRules.of(POLICY))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from the rotation when it is handed out            | PT0S      | PT15M
          still from the rotation one tick before the end    | PT29.999S | PT15M
          from now on after the overlap                      | PT30S     | PT15M30S
          rounded up to the whole second                     | PT30.001S | PT15M31S
          an hour later a whole lifetime as well             | PT1H      | PT1H15M
          """)
  void theLifetimeOfAnAccessTokenCounts(String rule, Duration at, Duration expected) {
    var pair = pair(session, T0.plus(at), POLICY);

    assertEquals(T0.plus(expected), pair.accessExpiresAt());
    assertEquals(pair.accessExpiresAt(), accessToken(pair.accessToken()).orElseThrow().expiresAt());
  }

  @Test
  void anAccessTokenNeverOutlivesItsSessionByMoreThanTheSecondThatItIsRoundedTo() {
    var brief = session().expiresAt(T0.plusMillis(90_500)).build();

    assertEquals(T0.plusSeconds(91), pair(brief, T0, POLICY).accessExpiresAt());
  }

  @Test
  void aRefreshTokenIsWorthSomethingUntilTheDeadline() {
    assertEquals(T0.plus(Duration.ofHours(1)), pair(session, T0, POLICY).refreshExpiresAt());
    assertEquals(
        T0.plus(Duration.ofDays(7)),
        pair(session, T0, SamplePolicies.policy("default").withoutTimeouts().build())
            .refreshExpiresAt());
  }

  @Test
  void itRecognisesItsOwnAndKnowsWhoseTheyAre() {
    var pair = pair(session, T0, POLICY);
    var other = session().build();
    var refresh = mint.refreshToken(pair.refreshToken()).orElseThrow();
    var access = accessToken(pair.accessToken()).orElseThrow();
    var code = mint.exchangeCode(mint.exchangeCode(session, T0.plusSeconds(60))).orElseThrow();

    for (var audience : TokenAudience.values()) {
      var isRight = audience == TokenAudience.APPLICATIONS;
      assertEquals(isRight, mint.made(refresh, session, audience));
      assertEquals(isRight, mint.made(access, session, audience));
      assertEquals(isRight, mint.made(code, session, audience));
      assertFalse(mint.made(refresh, other, audience));
      assertFalse(mint.made(access, other, audience));
      assertFalse(mint.made(code, other, audience));
    }
    assertTrue(mint.refreshToken(pair.accessToken()).isEmpty());
    assertTrue(accessToken(pair.refreshToken()).isEmpty());
    assertTrue(mint.exchangeCode(pair.refreshToken()).isEmpty());
  }

  @Test
  void anExchangeCodeIsAcceptedForAMinuteRoundedUp() {
    assertEquals(T0.plusSeconds(60), mint.exchangeCodeExpiresAt(T0));
    assertEquals(T0.plusSeconds(61), mint.exchangeCodeExpiresAt(T0.plusMillis(1)));
  }

  @Test
  void anAccessTokenWithoutALifetimeOfItsOwnLivesAsLongAsItsSession() {
    var policy =
        SamplePolicies.policy("web")
            .accessTokens(Optional.empty(), AccessTokenFormat.OPAQUE)
            .build();
    var pair = pair(session, T0, policy);
    assertEquals(T0.plus(Duration.ofHours(1)), pair.accessExpiresAt());
    assertEquals(AccessToken.NEVER, accessToken(pair.accessToken()).orElseThrow().expiresAt());
  }

  @Test
  void aJwtNeverOutlivesAnyDeadlineNotByAMillisecond() {
    answer(platform.rotateSigningKeys.keepUp());
    var jwt = SamplePolicies.policy("web").idle(Duration.ofMillis(600_999));
    var policy =
        jwt.accessTokens(Optional.of(Duration.ofMinutes(15)), AccessTokenFormat.JWT).build();
    var pair = pair(session, T0, policy);
    assertEquals(T0.plusSeconds(600), pair.accessExpiresAt());
    assertEquals(T0.plusSeconds(600), accessToken(pair.accessToken()).orElseThrow().expiresAt());
  }

  @Test
  void twoTabsGetTheSameJwt() {
    answer(platform.rotateSigningKeys.keepUp());
    var policy =
        SamplePolicies.policy("web")
            .accessTokens(Optional.of(Duration.ofMinutes(15)), AccessTokenFormat.JWT)
            .build();
    assertEquals(
        pair(session, T0, policy).accessToken(),
        pair(session, T0.plusMillis(29_999), policy).accessToken());
  }

  @Test
  void aPairHidesItself() {
    assertEquals("TokenPair[hidden]", pair(session, T0, POLICY).toString());
  }
}
