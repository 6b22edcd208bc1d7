package dev.sojourn.adapters.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers at once, in the form of stores that do not. */
final class Answer {
  private Answer() {}

  /** What was found; a decision that throws fails the stage, not the call. */
  static <R> CompletionStage<R> of(Supplier<R> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
  }
}
