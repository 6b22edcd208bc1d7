package dev.sojourn.application.token;

import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMintTest {
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;

  private final TokenMint mint = mint();
  private final Session session = session().build();

  private static TokenMint mint() {
    return new TokenMint(new KeyRing(Map.of(new KeyId(1), new ServerKey(new byte[32]))));
  }

  @Test
  void twoTabsGetIdenticalPairsFromAnyNode() {
    assertEquals(
        mint.pair(session, T0, POLICY), mint().pair(session, T0.plusMillis(29_999), POLICY));
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
    var pair = mint.pair(session, T0.plus(at), POLICY);

    assertEquals(T0.plus(expected), pair.accessExpiresAt());
    assertEquals(
        pair.accessExpiresAt(), mint.accessToken(pair.accessToken()).orElseThrow().expiresAt());
  }

  @Test
  void anAccessTokenNeverOutlivesItsSessionByMoreThanTheSecondThatItIsRoundedTo() {
    var brief = session().expiresAt(T0.plusMillis(90_500)).build();

    assertEquals(T0.plusSeconds(91), mint.pair(brief, T0, POLICY).accessExpiresAt());
  }

  @Test
  void aRefreshTokenIsWorthSomethingUntilTheDeadline() {
    assertEquals(T0.plus(Duration.ofHours(1)), mint.pair(session, T0, POLICY).refreshExpiresAt());
    assertEquals(
        T0.plus(Duration.ofDays(7)),
        mint.pair(session, T0, SamplePolicies.policy("default").withoutTimeouts().build())
            .refreshExpiresAt());
  }

  @Test
  void itRecognisesItsOwnAndKnowsWhoseTheyAre() {
    var pair = mint.pair(session, T0, POLICY);
    var secret = session.rotation().secret();
    var others = session().build().rotation().secret();
    var refresh = mint.refreshToken(pair.refreshToken()).orElseThrow();
    var access = mint.accessToken(pair.accessToken()).orElseThrow();
    var code = mint.exchangeCode(mint.exchangeCode(session, T0.plusSeconds(60))).orElseThrow();

    assertTrue(mint.made(refresh, secret) && mint.made(access, secret) && mint.made(code, secret));
    assertFalse(mint.made(refresh, others) || mint.made(access, others) || mint.made(code, others));
    assertTrue(mint.refreshToken(pair.accessToken()).isEmpty());
    assertTrue(mint.accessToken(pair.refreshToken()).isEmpty());
    assertTrue(mint.exchangeCode(pair.refreshToken()).isEmpty());
  }

  @Test
  void anExchangeCodeIsAcceptedForAMinuteRoundedUp() {
    assertEquals(T0.plusSeconds(60), mint.exchangeCodeExpiresAt(T0));
    assertEquals(T0.plusSeconds(61), mint.exchangeCodeExpiresAt(T0.plusMillis(1)));
  }

  @Test
  void aPairHidesItself() {
    assertEquals("TokenPair[hidden]", mint.pair(session, T0, POLICY).toString());
  }
}
