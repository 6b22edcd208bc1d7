package dev.sojourn.application.overview;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.overview.CountSessions.Count;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountSessionsTest {
  private final FakePlatform sojourn = new FakePlatform();
  private final CountSessions countSessions = new CountSessions(sojourn.sessions, sojourn.clock);

  private Map<PolicyName, Long> counted() {
    return countSessions.latest().map(Count::byPolicy).orElse(Map.of());
  }

  @Test
  void sessionsAreCountedByPolicyUntilTheirEndIsRecorded() {
    var ada = sojourn.has(SampleSessions.session());
    sojourn.has(SampleSessions.session());
    assertEquals(Map.of(PolicyName.DEFAULT, 2L), counted());
    answer(sojourn.endSession.end(ada.id(), EndReason.LOGOUT, SessionReach.ALL, FakePlatform.BY));
    sojourn.clock.pass(CountSessions.EVERY);
    assertEquals(Map.of(PolicyName.DEFAULT, 1L), counted());
  }

  @Test
  void aCountIsKeptForAWhileAndSaysOfWhen() {
    sojourn.has(SampleSessions.session());
    assertEquals(Map.of(PolicyName.DEFAULT, 1L), counted());
    sojourn.has(SampleSessions.session());
    sojourn.clock.pass(CountSessions.EVERY.minusMillis(1));
    assertEquals(Map.of(PolicyName.DEFAULT, 1L), counted());
    assertEquals(T0, countSessions.latest().orElseThrow().at());
    sojourn.clock.pass(Duration.ofMillis(1));
    assertEquals(Map.of(PolicyName.DEFAULT, 2L), counted());
  }
}
