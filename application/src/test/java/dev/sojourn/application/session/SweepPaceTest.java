package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepPaceTest {
  private final AtomicLong served = new AtomicLong();
  private final AtomicInteger left = new AtomicInteger();
  private final List<Integer> limits = new CopyOnWriteArrayList<>();

  /** A step that takes what is left; answers at once, or later. */
  private CompletionStage<Integer> step(int limit, boolean later) {
    if (limit > 1) {
      limits.add(limit);
    }
    var taken = Math.min(limit, left.getAndUpdate(rows -> rows - Math.min(limit, rows)));
    return later
        ? CompletableFuture.supplyAsync(() -> taken)
        : CompletableFuture.completedFuture(taken);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whileNobodyIsServedItTakesFullSteps(boolean later) {
    left.set(3_500);
    answer(new SweepPace(1_000, served::get).untilNothingIsLeft(1, n -> step(n, later)));
    assertEquals(List.of(1_000, 1_000, 1_000, 1_000), limits);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whileRequestsAreServedItTakesSmallSteps(boolean later) {
    left.set(1_120);
    answer(
        new SweepPace(1_000, served::incrementAndGet).untilNothingIsLeft(1, n -> step(n, later)));
    assertEquals(List.of(1_000, 50, 50, 50), limits);
  }

  @Test
  void itSpeedsUpAgainWhenNobodyIsServedAnyMore() {
    left.set(2_000);
    answer(
        new SweepPace(1_000, () -> limits.size() < 3 ? served.incrementAndGet() : served.get())
            .untilNothingIsLeft(1, n -> step(n, true)));
    assertEquals(List.of(1_000, 50, 50, 1_000), limits);
    assertEquals(0, left.get());
  }

  @Test
  void stepsAreNeverLargerThanTheBatch() {
    left.set(25);
    answer(new SweepPace(10, served::incrementAndGet).untilNothingIsLeft(1, n -> step(n, true)));
    assertEquals(List.of(10, 10, 10), limits);
  }

  @Test
  void severalStepsAreUnderWayAtTheSameTime() {
    var waiting = IntStream.range(0, 2).mapToObj(_ -> new CompletableFuture<Integer>()).toList();
    var begun = new AtomicInteger();
    var done =
        new SweepPace(10, served::get)
            .untilNothingIsLeft(2, _ -> waiting.get(begun.getAndIncrement()));
    assertEquals(2, begun.get());
    waiting.forEach(step -> step.complete(3));
    answer(done);
  }

  @Test
  void whileRequestsAreServedOneStepIsUnderWayAtATime() {
    var steps = IntStream.range(0, 4).mapToObj(_ -> new CompletableFuture<Integer>()).toList();
    var done =
        new SweepPace(1_000, served::incrementAndGet)
            .untilNothingIsLeft(
                3,
                limit -> {
                  limits.add(limit);
                  return steps.get(limits.size() - 1);
                });
    steps.get(1).complete(1_000);
    steps.get(2).complete(1_000);
    steps.get(0).complete(1_000);
    steps.get(3).complete(0);
    answer(done);
    assertEquals(List.of(1_000, 1_000, 1_000, 50), limits);
  }

  @Test
  void aStepThatFailsIsTheEndOfTheWork() {
    var lost = new IOException("connection refused");
    var done =
        new SweepPace(10, served::get)
            .untilNothingIsLeft(2, _ -> CompletableFuture.failedFuture(lost));
    assertEquals(lost, failure(done).getCause());
  }

  @Test
  void aMillionStepsThatAnswerAtOnceDoNotUseUpTheStack() {
    left.set(1_000_000);
    answer(new SweepPace(1, served::get).untilNothingIsLeft(1, n -> step(n, false)));
    assertEquals(0, left.get());
  }
}
