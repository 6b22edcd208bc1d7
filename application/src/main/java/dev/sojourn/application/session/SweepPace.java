package dev.sojourn.application.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * How fast the sweeper works: in large steps one after the other while nobody is being served, and
 * otherwise in small steps with rests between, because a request that comes during a step waits for
 * the same processors and the same database.
 *
 * @param batch the most rows of a step, at least 1
 * @param served how many requests have been served so far
 */
public record SweepPace(int batch, LongSupplier served) {
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  /** Half a millisecond of work on a small machine. */
  private static final int ROWS_BESIDE_REQUESTS = 50;

  /** Many times as long as such a step; still thousands of rows a second. */
  private static final Duration REST = Duration.ofMillis(10);

  /**
   * Steps until one finds less than it could take.
   *
   * @param atOnce how many steps may be under way at the same time; one while requests are served
   * @param step takes at most so many rows, and says how many it took
   */
  CompletionStage<Void> untilNothingIsLeft(int atOnce, IntFunction<CompletionStage<Integer>> step) {
    return CompletableFuture.allOf(
        IntStream.range(0, atOnce)
            .mapToObj(line -> go(step, line == 0, true).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /**
   * A loop, not a recursion, while answers are there at once, so that a store that answers at once
   * does not use up the stack.
   *
   * @param isFirst whether it is the one of several that goes on while requests are served
   */
  private CompletionStage<Void> go(
      IntFunction<CompletionStage<Integer>> step, boolean isFirst, boolean wasQuiet) {
    var isQuiet = wasQuiet;
    while (true) {
      var limit = isQuiet ? batch : Math.min(batch, ROWS_BESIDE_REQUESTS);
      var servedBefore = served.getAsLong();
      var rows = step.apply(limit).toCompletableFuture();
      if (!rows.isDone() || rows.isCompletedExceptionally()) {
        return rows.thenCompose(taken -> taken < limit ? DONE : goOn(step, isFirst, servedBefore));
      }
      if (rows.join() < limit) {
        return DONE;
      }
      isQuiet = served.getAsLong() == servedBefore;
    }
  }

  private CompletionStage<Void> goOn(
      IntFunction<CompletionStage<Integer>> step, boolean isFirst, long servedBefore) {
    if (served.getAsLong() == servedBefore) {
      return go(step, isFirst, true);
    }
    if (!isFirst) {
      return DONE;
    }
    return CompletableFuture.supplyAsync(
            () -> go(step, true, false),
            CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(stage -> stage);
  }
}
