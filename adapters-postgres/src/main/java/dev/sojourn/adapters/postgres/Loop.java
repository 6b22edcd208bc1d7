package dev.sojourn.adapters.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The one event loop of a store: whoever calls from elsewhere is brought onto it, and goes on where
 * they called from. A batch answers many calls one after the other; what each does with its answer
 * is done on a context of its own, or it would be taken for the doing of another.
 */
record Loop(Context context) {

  <R> CompletionStage<R> call(Supplier<Future<R>> work) {
    if (isCurrent()) {
      return work.get().toCompletionStage();
    }
    var caller = ContextInternal.current();
    Promise<R> answer = caller == null ? Promise.promise() : caller.promise();
    context.runOnContext(_ -> work.get().onComplete(answer));
    return answer.future().toCompletionStage();
  }

  void run(Runnable work) {
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
