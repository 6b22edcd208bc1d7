package dev.sojourn.bootstrap.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.MovableClock;
import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.application.session.SweepReport;
import dev.sojourn.bootstrap.metrics.MeteredSweeps;
import dev.sojourn.domain.policy.PolicyName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sweeper's schedule goes on, whatever comes of a run. */
class SweepScheduleTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final SweepReport NOTHING_LEFT = new SweepReport(Map.of(), Optional.empty());

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MovableClock clock = new MovableClock(T0);
  private final MeteredSweeps meter =
      new MeteredSweeps(registry, SamplePolicies.defaultAnd(), clock);
  private final BlockingQueue<CompletableFuture<SweepReport>> runs = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private Recurring schedule() {
    return SweepSchedule.start(vertx, AT_ONCE, this::sweep, meter, () -> 0.5);
  }

  private CompletionStage<SweepReport> sweep() {
    var run = new CompletableFuture<SweepReport>();
    runs.add(run);
    return run;
  }

  private CompletableFuture<SweepReport> nextRun() throws InterruptedException {
    var run = runs.poll(5, TimeUnit.MINUTES);
    assertNotNull(run, "no run began");
    return run;
  }

  private static void done(Future<Void> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
  }

  private double failures() {
    return registry.get("sojourn_sweep_failures_total").counter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void aRunThatFailsIsCountedAndTriedAgain() throws Exception {
    var schedule = schedule();
    nextRun().completeExceptionally(new IllegalStateException("the store is away"));
    nextRun().complete(NOTHING_LEFT);
    var third = nextRun();
    assertEquals(1, failures());
    assertEquals(2, registry.get("sojourn_sweep_duration_seconds").timer().count());
    third.complete(NOTHING_LEFT);
    done(schedule.stop());
  }

  @Test
  void aRunThatThrowsIsAFailureLikeAnyOther() throws Exception {
    var began = new LinkedBlockingQueue<Integer>();
    var schedule =
        SweepSchedule.start(
            vertx,
            AT_ONCE,
            () -> {
              began.add(1);
              throw new IllegalStateException("thrown");
            },
            meter,
            () -> 0.5);
    assertNotNull(began.poll(5, TimeUnit.MINUTES));
    assertNotNull(began.poll(5, TimeUnit.MINUTES));
    assertTrue(failures() >= 1);
    done(schedule.stop());
  }

  @Test
  void noRunBeginsWhileAnotherIsUnderWay() throws Exception {
    var schedule = schedule();
    var first = nextRun();
    // Far more than the wait between runs, on the loop that would start the next one.
    var later = new CompletableFuture<Void>();
    vertx.setTimer(50, _ -> later.complete(null));
    later.get(5, TimeUnit.MINUTES);
    assertTrue(runs.isEmpty());
    first.complete(NOTHING_LEFT);
    nextRun().complete(NOTHING_LEFT);
    done(schedule.stop());
  }

  @Test
  void stoppingWaitsForTheRunThatIsUnderWayAndNoneFollows() throws Exception {
    var schedule = schedule();
    var run = nextRun();
    var stopped = schedule.stop();
    assertFalse(stopped.isComplete());
    run.complete(NOTHING_LEFT);
    done(stopped);
    assertTrue(runs.isEmpty());
  }

  @Test
  void theLagGrowsUntilASweepSaysThatNothingIsOverdue() {
    assertEquals(0, gauge("sojourn_sweep_lag_seconds"));
    clock.pass(Duration.ofMillis(1500));
    assertEquals(1.5, gauge("sojourn_sweep_lag_seconds"), "nobody has looked yet");
    meter.swept(new SweepReport(Map.of(), Optional.of(clock.instant().plusSeconds(60))), AT_ONCE);
    assertEquals(0, gauge("sojourn_sweep_lag_seconds"));
    clock.pass(Duration.ofSeconds(60));
    assertEquals(0, gauge("sojourn_sweep_lag_seconds"));
    meter.failed(AT_ONCE);
    clock.pass(Duration.ofSeconds(5));
    assertEquals(5, gauge("sojourn_sweep_lag_seconds"));
    meter.swept(NOTHING_LEFT, AT_ONCE);
    assertEquals(0, gauge("sojourn_sweep_lag_seconds"));
  }

  @Test
  void sessionsOfAPolicyThatIsNotConfiguredAreCountedAsWhatTheyAreJudgedBy() {
    assertEquals(Double.NaN, gauge("sojourn_sessions_active"), "nobody has counted yet");
    meter.swept(
        new SweepReport(
            Map.of(PolicyName.DEFAULT, 3L, new PolicyName("gone"), 2L, new PolicyName("lost"), 1L),
            Optional.empty()),
        AT_ONCE);
    assertEquals(6, gauge("sojourn_sessions_active"));
    assertEquals(3, gauge("sojourn_sessions_policy_missing"));
    meter.swept(NOTHING_LEFT, AT_ONCE);
    assertEquals(0, gauge("sojourn_sessions_active"));
    assertEquals(0, gauge("sojourn_sessions_policy_missing"));
  }
}
