package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SweepSessionsTest {
  private static final Policies POLICIES = new Policies(List.of(SessionPolicy.DEFAULT));

  private final FakePlatform platform = new FakePlatform();

  @Test
  void everySessionThatIsOverIsRecordedWithItsReason() {
    var idle = platform.has(session());
    var absolute =
        platform.has(
            session()
                .authenticatedAt(T0.minus(Duration.ofHours(23)))
                .idleSince(T0.plus(Duration.ofMinutes(30)))
                .dueAt(T0.plus(Duration.ofHours(1))));
    var expired =
        platform.has(
            session()
                .expiresAt(T0.plus(Duration.ofMinutes(40)))
                .dueAt(T0.plus(Duration.ofMinutes(40))));
    platform.clock.pass(Duration.ofHours(1));

    sweep();

    assertEquals(end(EndReason.IDLE_TIMEOUT, 60), platform.stored(idle).end());
    assertEquals(end(EndReason.ABSOLUTE_TIMEOUT, 60), platform.stored(absolute).end());
    assertEquals(end(EndReason.EXPIRED, 40), platform.stored(expired).end());
  }

  private static Optional<End> end(EndReason reason, int minutes) {
    return Optional.of(new End(reason, T0.plus(Duration.ofMinutes(minutes))));
  }

  @Test
  void oneThatLivesIsLookedAtAgainAtItsDeadline() {
    var alive = platform.has(session().idleSince(T0.plus(Duration.ofMinutes(30))));
    platform.clock.pass(Duration.ofHours(1));

    var report = sweep();

    assertEquals(Optional.empty(), platform.stored(alive).end());
    assertEquals(Optional.of(T0.plus(Duration.ofMinutes(90))), report.nextDue());
    assertEquals(Map.of(PolicyName.DEFAULT, 1L), report.unended());
  }

  @Test
  void itGoesOnInBatchesUntilNothingIsLeft() {
    for (var i = 0; i < 7; i++) {
      platform.has(session());
    }
    platform.has(session().idleSince(T0.plus(Duration.ofMinutes(30))));
    platform.clock.pass(Duration.ofHours(1));

    sweep();

    var told = platform.events.told();
    assertEquals(7, told.stream().filter("ended idle_timeout"::equals).count());
    assertEquals(7, rows(told, "swept ENDED "));
    assertEquals(1, rows(told, "swept DEFERRED "));
  }

  @Test
  void sessionsThatEndedTheRetentionTimeAgoAreForgotten() {
    var past = platform.has(session().ended(EndReason.LOGOUT, T0));
    var kept = platform.has(session().ended(EndReason.LOGOUT, T0.plusMillis(1)));
    platform.clock.pass(FakePlatform.RETENTION);

    sweep();

    assertEquals(Optional.empty(), answer(platform.sessions.find(past.id())));
    assertEquals(kept, platform.stored(kept));
    assertEquals(1, rows(platform.events.told(), "swept PURGED_SESSION "));
  }

  @Test
  void loginsThatNobodyFinishedAreForgotten() {
    for (var i = 0; i < 4; i++) {
      answer(
          platform.beginAuthorization.begin(
              CodeChallenge.of(new CodeVerifier("v".repeat(43))),
              ClientType.WEB,
              Optional.empty()));
    }
    platform.clock.pass(Duration.ofMinutes(10).minusMillis(1));
    sweep();
    assertEquals(0, rows(platform.events.told(), "swept PURGED_AUTHORIZATION "));

    platform.clock.pass(Duration.ofMillis(1));
    sweep();
    assertEquals(4, rows(platform.events.told(), "swept PURGED_AUTHORIZATION "));
  }

  @Test
  void failuresThatAreForgottenAreDropped() {
    answer(
        platform.reportLoginAttempt.report(
            new LoginAttempt(
                new Subject("ada"), Optional.empty(), Factor.PASSWORD, LoginAttempt.Outcome.FAILED),
            FakePlatform.BY));
    platform.clock.pass(Duration.ofHours(24));

    sweep();

    assertEquals(1, rows(platform.events.told(), "swept PURGED_LOCKOUT "));
    assertEquals(Optional.empty(), answer(platform.lockouts.find(new Subject("ada"))));
  }

  @Test
  void nothingToDoIsDone() {
    assertEquals(new SweepReport(Map.of(), Optional.empty()), sweep());
    assertEquals(0, rows(platform.events.told(), "swept "));
  }

  @Test
  void aSessionOfAPolicyThatIsGoneIsJudgedByDefault() {
    var orphan = platform.has(session().policy("gone"));
    platform.clock.pass(Duration.ofHours(1));

    sweep();

    assertEquals(end(EndReason.IDLE_TIMEOUT, 60), platform.stored(orphan).end());
  }

  @Test
  void manyBatchesDoNotUseUpTheStack() {
    var ended = session().ended(EndReason.EXPIRED, T0).build();
    var endless =
        new FakeSessionStore() {
          private int batches = 100_000;

          @Override
          public CompletionStage<List<Session>> sweep(
              Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
            return CompletableFuture.completedFuture(
                Collections.nCopies(batches-- > 0 ? limit : 0, ended));
          }
        };

    answer(new FakePlatform(POLICIES, endless).sweepSessions.sweep());
  }

  @Test
  void theReportIsOfAfterTheSweepWheneverTheStoreAnswers() {
    var gate = new CompletableFuture<Void>();
    var slow =
        new FakeSessionStore() {
          @Override
          public CompletionStage<List<Session>> sweep(
              Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
            return gate.thenCompose(_ -> super.sweep(now, limit, look));
          }
        };
    var slowPlatform = new FakePlatform(POLICIES, slow);
    slowPlatform.has(session());
    slowPlatform.clock.pass(Duration.ofHours(1));

    var report = slowPlatform.sweepSessions.sweep().toCompletableFuture();
    assertFalse(report.isDone());
    gate.complete(null);

    assertEquals(new SweepReport(Map.of(), Optional.empty()), answer(report));
  }

  @Test
  void aRunThatFailsSaysSoAndWhatItHasDoneIsDone() {
    var failing =
        new FakeSessionStore() {
          @Override
          public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
            return CompletableFuture.failedFuture(new IOException("store down"));
          }
        };
    var failingPlatform = new FakePlatform(POLICIES, failing);
    var over = failingPlatform.has(session());
    failingPlatform.clock.pass(Duration.ofHours(1));

    var cause = failure(failingPlatform.sweepSessions.sweep());

    assertEquals("java.io.IOException: store down", String.valueOf(cause.getCause()));
    assertEquals(end(EndReason.IDLE_TIMEOUT, 60), failingPlatform.stored(over).end());
  }

  private SweepReport sweep() {
    return answer(platform.sweepSessions.sweep());
  }

  private static int rows(List<String> told, String prefix) {
    return told.stream()
        .filter(line -> line.startsWith(prefix))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
