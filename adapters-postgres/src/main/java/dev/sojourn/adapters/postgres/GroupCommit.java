package dev.sojourn.adapters.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Turns many calls into few batches. An idle line sends at once; what arrives while a batch is
 * under way forms the next, so no call waits for a timer, and the busier the line the larger its
 * batches.
 *
 * <p>Confined to one event loop: no locks.
 */
final class GroupCommit<C> {
  private final int most;
  private final Function<List<C>, Future<Void>> send;
  private final Deque<C> waiting = new ArrayDeque<>();
  private final List<Promise<Void>> whenIdle = new ArrayList<>();
  private boolean underWay;

  /**
   * @param most the most calls of a batch
   * @param send answers each call of its batch, good or bad, and then completes
   */
  GroupCommit(int most, Function<List<C>, Future<Void>> send) {
    this.most = most;
    this.send = send;
  }

  void submit(C call) {
    waiting.add(call);
    if (!underWay) {
      sendNext();
    }
  }

  /** Completes when nothing waits and nothing is under way. */
  Future<Void> idle() {
    if (!underWay) {
      return Future.succeededFuture();
    }
    var promise = Promise.<Void>promise();
    whenIdle.add(promise);
    return promise.future();
  }

  private void sendNext() {
    underWay = !waiting.isEmpty();
    if (!underWay) {
      var idle = List.copyOf(whenIdle);
      whenIdle.clear();
      idle.forEach(Promise::complete);
      return;
    }
    var batch = new ArrayList<C>(Math.min(most, waiting.size()));
    while (!waiting.isEmpty() && batch.size() < most) {
      batch.add(waiting.remove());
    }
    // Composed, so that even a throw does not stop the line.
    Future.succeededFuture(batch).compose(send::apply).onComplete(_ -> sendNext());
  }
}
