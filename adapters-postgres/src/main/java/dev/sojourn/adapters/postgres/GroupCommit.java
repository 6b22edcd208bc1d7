package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.BatchTracing.Caller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Turns many calls into few batches. An idle line sends at once; what arrives while a batch is
 * under way forms the next, so no call waits for a timer, and the busier the line the larger its
 * batches.
 *
 * <p>When batches take longer than calls can wait, calls are refused instead of being carried out
 * late: nobody waits for them any more, and what they would do has not begun.
 *
 * <p>Confined to one event loop: no locks.
 */
final class GroupCommit<C> {
  /** How long a call may wait for its batch; who waits longer is better off asking again. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** How many may wait at once, so that memory is bounded whatever happens. */
  static final int MOST_WAITING = 20_000;

  private final int most;
  private final Function<List<C>, Future<Void>> send;
  private final BiConsumer<C, Throwable> refuse;
  private final LongSupplier nanoTime;
  private final TracedLine line;
  private final Deque<Waiting<C>> waiting = new ArrayDeque<>();
  private final List<Promise<Void>> whenIdle = new ArrayList<>();
  private boolean underWay;

  /**
   * @param most the most calls of a batch
   * @param send answers each call of its batch, good or bad, and then completes
   * @param refuse answers a call that is not carried out
   */
  GroupCommit(int most, Function<List<C>, Future<Void>> send, BiConsumer<C, Throwable> refuse) {
    this(most, send, refuse, System::nanoTime, TracedLine.UNSEEN);
  }

  /**
   * @param line by which its batches are followed
   */
  GroupCommit(
      int most,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      TracedLine line) {
    this(most, send, refuse, System::nanoTime, line);
  }

  GroupCommit(
      int most,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      LongSupplier nanoTime,
      TracedLine line) {
    this.line = line;
    this.most = most;
    this.send = send;
    this.refuse = refuse;
    this.nanoTime = nanoTime;
  }

  private record Waiting<C>(C call, long since, Optional<Caller> by) {}

  void submit(C call) {
    if (waiting.size() >= MOST_WAITING) {
      refuse.accept(call, new TimeoutException("too many calls wait for the database"));
      return;
    }
    waiting.add(new Waiting<>(call, nanoTime.getAsLong(), line.caller().get()));
    if (!underWay) {
      sendNext();
    }
  }

  /**
   * Refuses what has waited too long; to be called now and then as well, for a batch can be under
   * way for longer than that. The line is in the order of arrival, so those that waited longest are
   * in front.
   */
  void refuseLate() {
    var latest = nanoTime.getAsLong() - LONGEST_WAIT.toNanos();
    while (!waiting.isEmpty() && waiting.element().since() - latest < 0) {
      refuse.accept(
          waiting.remove().call(), new TimeoutException("waited too long for the database"));
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
    refuseLate();
    underWay = !waiting.isEmpty();
    if (!underWay) {
      var idle = List.copyOf(whenIdle);
      whenIdle.clear();
      idle.forEach(Promise::complete);
      return;
    }
    var batch = new ArrayList<C>(Math.min(most, waiting.size()));
    var callers = new ArrayList<Caller>(0);
    while (!waiting.isEmpty() && batch.size() < most) {
      var next = waiting.remove();
      batch.add(next.call());
      next.by().ifPresent(callers::add);
    }
    var traced = line.begin(batch.size(), callers);
    // Composed, so that even a throw does not stop the line.
    Future.succeededFuture(batch)
        .compose(send::apply)
        .onComplete(
            done -> {
              traced.end(done.cause());
              sendNext();
            });
  }
}
