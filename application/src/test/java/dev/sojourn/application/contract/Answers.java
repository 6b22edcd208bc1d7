package dev.sojourn.application.contract;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Waits for answers. The time limit is only there so that a test which hangs ends as a failure. */
public final class Answers {
  private static final long HUNG_AFTER_SECONDS = 300;

  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Answers() {}

  /** The answer, once it is there. */
  public static <T> T answer(CompletionStage<T> stage) {
    return get(stage.toCompletableFuture());
  }

  /** What a call failed with. */
  public static Throwable failure(CompletionStage<?> stage) {
    return answer(
        stage.handle(
            (answer, failure) -> {
              if (failure == null) {
                throw new AssertionError("was answered: " + answer);
              }
              return failure;
            }));
  }

  /** Makes that many calls, all at the same moment from threads of their own. */
  public static <T> List<T> atOnce(int calls, IntFunction<CompletionStage<T>> call) {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var made =
          IntStream.range(0, calls)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            start.await();
                            return call.apply(i);
                          }))
              .toList();
      start.countDown();
      return made.stream().map(Answers::get).map(Answers::answer).toList();
    }
  }

  /** Makes calls from this thread, none waiting for another, and gives all answers. */
  public static <T> List<T> inOneGo(int calls, IntFunction<CompletionStage<T>> call) {
    var made =
        IntStream.range(0, calls).mapToObj(call).map(CompletionStage::toCompletableFuture).toList();
    return answer(
        CompletableFuture.allOf(made.toArray(CompletableFuture[]::new))
            .thenApply(_ -> made.stream().map(CompletableFuture::join).toList()));
  }

  /** Asks again and again until it is so. */
  public static void eventually(BooleanSupplier isSo) {
    var hungAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(HUNG_AFTER_SECONDS);
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - hungAt > 0) {
        throw new AssertionError("not so after " + HUNG_AFTER_SECONDS + " s");
      }
      // The processor is needed by what is waited for.
      LockSupport.parkNanos(ASK_AGAIN_NANOS);
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get(HUNG_AFTER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException hung) {
      throw new AssertionError("no answer after " + HUNG_AFTER_SECONDS + " s", hung);
    } catch (ExecutionException failed) {
      throw new AssertionError("failed: " + failed.getCause(), failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
