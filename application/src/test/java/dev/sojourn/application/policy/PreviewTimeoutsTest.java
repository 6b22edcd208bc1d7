package dev.sojourn.application.policy;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Horizon;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTimeoutsTest {
  private static final Duration TICK = Duration.ofMillis(1);

  private final FakePlatform sojourn = new FakePlatform();
  private final PreviewTimeouts tryTimeouts =
      new PreviewTimeouts(
          sojourn.sessions, new Policies(List.of(SessionPolicy.DEFAULT)), sojourn.clock);

  private static Optional<Duration> duration(String text) {
    return Optional.of(text).filter(given -> !given.equals("off")).map(Duration::parse);
  }

  /** The default policy has idle PT1H and absolute PT24H. */
  @ParameterizedTest(name = "idle {0}, absolute {1}: {2}")
  @CsvSource({
    "PT1H,   PT24H, 0",
    "PT40M,  PT24H, 0",
    "PT30M,  PT24H, 1",
    "PT1S,   PT24H, 2",
    "PT1H,   PT2H,  0",
    "PT1H,   PT50M, 2",
    "PT1H,   off,   0",
    "off,    off,   0"
  })
  void whatLivesAndWouldBeOverIsCounted(String idle, String absolute, long ending) {
    sojourn.clock.pass(Duration.ofMinutes(50));
    sojourn.has(session().idleSince(T0.plus(Duration.ofMinutes(20))));
    sojourn.has(session().idleSince(T0.plus(Duration.ofMinutes(40))));
    assertEquals(
        ending, answer(tryTimeouts.count(PolicyName.DEFAULT, duration(idle), duration(absolute))));
  }

  @Test
  void askingEndsNothing() {
    var session = sojourn.has(session());
    sojourn.clock.pass(Duration.ofMinutes(10));
    answer(
        tryTimeouts.count(
            PolicyName.DEFAULT, Optional.of(TICK.multipliedBy(1000)), Optional.empty()));
    assertEquals(Optional.of(session), answer(sojourn.sessions.find(session.id())));
  }

  @ParameterizedTest(name = "idle {0}, absolute {1}")
  @CsvSource({"PT10M, PT1H", "off, PT1H", "PT10M, off", "off, off", "PT1H, PT10M"})
  void aHorizonHoldsWhatTheVerdictCallsActive(String idle, String absolute) {
    var policy = SessionPolicy.DEFAULT.withTimeouts(duration(idle), duration(absolute));
    for (var expires : List.of("PT5M", "PT2H")) {
      var session =
          session()
              .idleSince(T0.plus(Duration.ofMinutes(1)))
              .expiresAt(T0.plus(Duration.parse(expires)))
              .build();
      for (var minute = 1; minute < 130; minute++) {
        for (var off : List.of(Duration.ZERO, TICK, TICK.negated())) {
          var now = T0.plus(Duration.ofMinutes(minute)).plus(off);
          assertEquals(
              session.isActive(now, EffectiveRules.of(policy)),
              Horizon.of(policy, now).holds(session),
              () -> expires + " at " + now);
        }
      }
    }
  }
}
