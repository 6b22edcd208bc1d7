package dev.sojourn.application.outage;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SamplePolicies.defaultAnd;
import static dev.sojourn.application.sample.SamplePolicies.policy;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.outage.CheckReadiness.Readiness;
import dev.sojourn.application.token.Presented;
import dev.sojourn.application.token.Verification;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that is away, and a policy that lets a node do without it for a minute. */
class OutageGraceTest {
  private static final KeyThumbprint KEY = new KeyThumbprint("A".repeat(43));

  private final FakeSessionStore store = new FakeSessionStore();
  private final FakePlatform platform =
      new FakePlatform(
          defaultAnd(policy("patient").outageGrace(Duration.ofMinutes(1)).build()), store);
  private final CheckReadiness checkReadiness =
      new CheckReadiness(store, new OutageGrace(store, platform.policies));

  private final Session session = platform.has(session().policy("patient"));

  @Test
  void aTokenIsAcceptedByWhatIsRemembered() {
    store.beAway(Duration.ofMillis(59_999));
    assertInstanceOf(Verification.Active.class, answer(verify(platform.accessToken(session))));
    assertEquals(List.of("verified in outage patient", "verified ACTIVE"), platform.events.told());
  }

  @Test
  void notLongerThanThePolicyLets() {
    store.beAway(Duration.ofMinutes(1));
    refused(platform.accessToken(session));
  }

  @Test
  void norUnderAPolicyThatSaysNothing() {
    var other = platform.has(session());
    store.beAway(Duration.ofSeconds(1));
    refused(platform.accessToken(other));
  }

  @Test
  void nobodyIsRefusedByWhatIsRemembered() {
    var ended = platform.has(session().policy("patient").ended(EndReason.REVOKED, T0));
    var bound = platform.has(session().policy("patient").boundTo(KEY));
    store.beAway(Duration.ofSeconds(1));
    refused(platform.accessToken(ended));
    refused(platform.accessToken(bound));
  }

  @Test
  void aTokenThatHasExpiredIsNoBetterElsewhere() {
    var token = platform.accessToken(session);
    platform.clock.pass(Duration.ofMinutes(15));
    store.beAway(Duration.ofSeconds(1));
    assertInstanceOf(Verification.Expired.class, answer(verify(token)));
  }

  private void refused(String token) {
    assertInstanceOf(TimeoutException.class, failure(verify(token)).getCause());
  }

  private CompletionStage<Verification> verify(String token) {
    return platform.verifyAccessToken.verify(token, new Presented.AsBearer());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          the store is there                 | -           | UP
          it is away, some go on             | PT59.999S   | OUTAGE
          it is away longer than any goes on | PT1M        | DOWN
          """)
  void readinessSaysWhatANodeCanDo(String rule, Duration unheard, Readiness expected) {
    if (unheard != null) {
      store.beAway(unheard);
    }
    assertEquals(expected, answer(checkReadiness.check()));
  }
}
