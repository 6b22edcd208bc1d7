package dev.sojourn.adapters.postgres.batch;

import dev.sojourn.adapters.postgres.batch.BatchTracing.CallerContext;
import dev.sojourn.adapters.postgres.connection.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The one event loop of a store: a call from elsewhere is brought onto it, and its caller goes on
 * where they called from. A batch answers many calls one after the other; what each does with its
 * answer is done on a context of its own, or it would be taken for the doing of another.
 */
public final class StoreEventLoop {
  private final Context context;
  private final BatchTracing tracing;

  /** Who makes the call that is being submitted; on the event loop alone. */
  private Optional<CallerContext> caller = Optional.empty();

  public StoreEventLoop(Context context, BatchTracing tracing) {
    this.context = context;
    this.tracing = tracing;
  }

  Context context() {
    return context;
  }

  /** A line of batches whose calls are submitted within {@link #call}. */
  public TracedLine line(String name) {
    return new TracedLine(name, tracing, () -> caller);
  }

  public <R> CompletionStage<R> call(Supplier<Future<R>> work) {
    if (isCurrent()) {
      return work.get().recover(Refusal::<R>told).toCompletionStage();
    }
    var here = ContextInternal.current();
    Promise<R> answer = here == null ? Promise.promise() : here.promise();
    var by = tracing.caller();
    context.runOnContext(_ -> submit(work, by).recover(Refusal::<R>told).onComplete(answer));
    return answer.future().toCompletionStage();
  }

  private <R> Future<R> submit(Supplier<Future<R>> work, Optional<CallerContext> by) {
    caller = by;
    try {
      return work.get();
    } finally {
      caller = Optional.empty();
    }
  }

  public void run(Runnable work) {
    if (isCurrent()) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }

  private boolean isCurrent() {
    return Vertx.currentContext() == context && context.isEventLoopContext();
  }
}
