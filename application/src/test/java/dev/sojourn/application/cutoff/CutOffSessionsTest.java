package dev.sojourn.application.cutoff;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SamplePolicies.defaultAnd;
import static dev.sojourn.application.sample.SamplePolicies.policy;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.session.OpenOutcome;
import dev.sojourn.application.session.OpenRequest;
import dev.sojourn.application.session.Opener;
import dev.sojourn.application.token.Caller;
import dev.sojourn.application.token.Presented;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.application.token.Verification;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutOffSessionsTest {
  private static final UserId ADA = new UserId("ada");

  private final FakePlatform platform = new FakePlatform(defaultAnd(policy("kiosk").build()));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          everybody's               | everybody | ended
          those of its policy       | kiosk     | ended
          those of its client       | shop      | ended
          those of its user         | ada       | ended
          those of another policy   | default   | lives
          those of another client   | bank      | lives
          those of another user     | eve       | lives
          """)
  void whoseSessionsEnd(String rule, String what, String expected) {
    var session = platform.has(session().of(ADA).policy("kiosk").client("shop"));
    var scope =
        switch (what) {
          case "kiosk", "default" -> new Scope.OfPolicy(new PolicyName(what));
          case "shop", "bank" -> new Scope.OfClient(new ClientId(what));
          case "ada", "eve" -> new Scope.OfUser(new UserId(what));
          default -> new Scope.Everybody();
        };
    platform.clock.pass(Duration.ofSeconds(1));
    answer(platform.cutOffSessions.cutOff(scope, Optional.empty(), FakePlatform.BY));
    assertEquals(
        expected.equals("ended") ? new Verification.Ended(EndReason.REVOKED).toString() : "lives",
        verify(session) instanceof Verification.Active ? "lives" : verify(session).toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          authenticated before       | -1 | true
          at the instant itself      | 0  | true
          a millisecond later        | 1  | false
          """)
  void whenItHolds(String rule, long millis, boolean ends) {
    var session = platform.has(session().authenticatedAt(T0.minusSeconds(60).plusMillis(millis)));
    answer(
        platform.cutOffSessions.cutOff(
            new Scope.Everybody(), Optional.of(T0.minusSeconds(60)), FakePlatform.BY));
    assertEquals(ends, verify(session) instanceof Verification.Ended);
  }

  @Test
  void whoeverAuthenticatesAgainGoesOn() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofSeconds(1));
    answer(
        platform.reauthenticateSession.reauthenticate(
            session.id(), List.of(), Optional.empty(), SessionReach.ALL, FakePlatform.BY));
    answer(platform.cutOffSessions.cutOff(new Scope.Everybody(), Optional.of(T0), FakePlatform.BY));
    assertInstanceOf(Verification.Active.class, verify(platform.stored(session)));
  }

  @Test
  void itHoldsForEveryUseAndTheEndIsRecordedByTheFirst() {
    var session = platform.has(session());
    var token = platform.refreshToken(session);
    var cutAt = T0.plusSeconds(5);
    platform.clock.setTo(cutAt);
    answer(
        platform.cutOffSessions.cutOff(new Scope.Everybody(), Optional.empty(), FakePlatform.BY));
    platform.clock.pass(Duration.ofSeconds(5));
    assertEquals(
        new TokenAnswer.Ended(EndReason.REVOKED),
        answer(platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING))));
    assertEquals(Optional.of(new End(EndReason.REVOKED, cutAt)), platform.stored(session).end());
    assertTrue(platform.events.told().contains("cut off Everybody[]"));
  }

  @Test
  void theSweeperTidiesUpWhenItComesBy() {
    var session = platform.has(session().dueAt(T0.plusSeconds(10)));
    answer(
        platform.cutOffSessions.cutOff(new Scope.Everybody(), Optional.empty(), FakePlatform.BY));
    platform.clock.pass(Duration.ofSeconds(10));
    answer(platform.sweepSessions.sweep());
    assertEquals(EndReason.REVOKED, platform.stored(session).end().orElseThrow().reason());
  }

  @Test
  void anEndByTimeThatCameFirstStaysTheReason() {
    var session = platform.has(session());
    platform.clock.pass(Duration.ofHours(1));
    answer(
        platform.cutOffSessions.cutOff(new Scope.Everybody(), Optional.empty(), FakePlatform.BY));
    assertEquals(new Verification.Ended(EndReason.IDLE_TIMEOUT), verify(session));
  }

  @Test
  void whatHasNotBegunCannotBeCutOff() {
    assertInstanceOf(
        CutOffSessions.Outcome.InTheFuture.class,
        answer(
            platform.cutOffSessions.cutOff(
                new Scope.Everybody(), Optional.of(T0.plusMillis(1)), FakePlatform.BY)));
  }

  @Test
  void anEarlierCutOffDoesNotLoosenALaterOne() {
    var session = platform.has(session());
    answer(
        platform.cutOffSessions.cutOff(new Scope.Everybody(), Optional.empty(), FakePlatform.BY));
    answer(
        platform.cutOffSessions.cutOff(
            new Scope.Everybody(), Optional.of(T0.minusSeconds(9)), FakePlatform.BY));
    assertInstanceOf(Verification.Ended.class, verify(session));
  }

  @Test
  void aDisabledUserHasNoSessionsUntilEnabled() {
    var session = platform.has(session().of(ADA));
    platform.clock.pass(Duration.ofSeconds(1));
    assertEquals(1, answer(platform.cutOffSessions.disable(ADA, FakePlatform.BY)));
    assertEquals(new Verification.Ended(EndReason.USER_DISABLED), verify(session));
    assertInstanceOf(OpenOutcome.CutOff.class, open(Optional.empty()));
    assertEquals(Optional.of(T0.plusSeconds(1)), platform.cutOffSessions.disabledSince(ADA));
    platform.clock.pass(Duration.ofSeconds(1));
    answer(platform.cutOffSessions.disable(ADA, FakePlatform.BY));
    assertEquals(Optional.of(T0.plusSeconds(1)), platform.cutOffSessions.disabledSince(ADA));

    platform.clock.pass(Duration.ofSeconds(1));
    answer(platform.cutOffSessions.enable(ADA, FakePlatform.BY));
    assertFalse(platform.cutOffSessions.disabledSince(ADA).isPresent());
    assertInstanceOf(Verification.Ended.class, verify(session));
    platform.clock.pass(Duration.ofMillis(1));
    assertInstanceOf(OpenOutcome.Done.class, open(Optional.empty()));
    // a login from before counts no more
    assertInstanceOf(OpenOutcome.CutOff.class, open(Optional.of(T0)));
  }

  private OpenOutcome open(Optional<Instant> authenticatedAt) {
    return answer(
        platform.openSession.open(
            new OpenRequest(
                ADA,
                PolicyName.DEFAULT,
                Opener.at(new Origin(new ClientId("shop"), Optional.empty(), Device.UNSAID)),
                Optional.empty(),
                Optional.empty(),
                authenticatedAt,
                List.of(),
                Optional.empty(),
                Attributes.NONE,
                TokenTerms.STANDARD),
            FakePlatform.BY));
  }

  private Verification verify(Session session) {
    var token = platform.accessToken(session);
    return answer(platform.verifyAccessToken.verify(token, new Presented.AsBearer()));
  }
}
