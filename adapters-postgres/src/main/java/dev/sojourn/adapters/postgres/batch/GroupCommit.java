package dev.sojourn.adapters.postgres.batch;

import dev.sojourn.adapters.postgres.batch.BatchTracing.CallerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Turns many calls into few batches. An idle line sends at once; what arrives while a batch is
 * under way forms the next, so no call waits for a timer, and the busier the line the larger its
 * batches. A line that knows which row a call is about sends a second batch while one is under way
 * if enough calls wait: the process works while the database does. Two batches under way have no
 * row in common, so that the calls of a row are carried out in the order of their arrival.
 *
 * <p>When batches take longer than calls can wait, calls are refused instead of being carried out
 * late: nobody waits for them any more, and what they would do has not begun.
 *
 * <p>Confined to one event loop: no locks.
 */
public final class GroupCommit<C> {
  /** How long a call may wait for its batch; who waits longer is better off asking again. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** How many may wait at once, so that memory is bounded whatever happens. */
  static final int MOST_WAITING = 20_000;

  /**
   * How many calls must wait for a second batch. Fewer would cost more than the wait for the first.
   */
  static final int ENOUGH_FOR_ANOTHER = 16;

  private static final int MOST_UNDER_WAY = 2;

  /** The row of all calls, where one batch shall wait for the other. */
  private static final Object ONE_FOR_ALL = new Object();

  private final int most;
  private final Function<C, Object> row;
  private final Function<List<C>, Future<Void>> send;
  private final BiConsumer<C, Throwable> refuse;
  private final LongSupplier nanoTime;
  private final TracedLine line;
  private final Deque<Waiting<C>> waiting = new ArrayDeque<>();

  /** By each row of a batch that is under way: the calls that wait for its end. */
  private final Map<Object, Deque<Waiting<C>>> held = new HashMap<>();

  private final List<Promise<Void>> whenIdle = new ArrayList<>();
  private long submitted;
  private int heldCalls;
  private int underWay;

  /**
   * One batch at a time.
   *
   * @param most the most calls of a batch
   * @param send answers each call of its batch, good or bad, and then completes
   * @param refuse answers a call that is not carried out
   */
  public GroupCommit(
      int most, Function<List<C>, Future<Void>> send, BiConsumer<C, Throwable> refuse) {
    this(most, send, refuse, TracedLine.UNSEEN);
  }

  /**
   * One batch at a time.
   *
   * @param line by which its batches are followed
   */
  public GroupCommit(
      int most,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      TracedLine line) {
    this(most, send, refuse, System::nanoTime, line);
  }

  public GroupCommit(
      int most,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      LongSupplier nanoTime,
      TracedLine line) {
    this(most, _ -> ONE_FOR_ALL, send, refuse, nanoTime, line);
  }

  private GroupCommit(
      int most,
      Function<C, Object> row,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      LongSupplier nanoTime,
      TracedLine line) {
    this.most = most;
    this.row = row;
    this.send = send;
    this.refuse = refuse;
    this.nanoTime = nanoTime;
    this.line = line;
  }

  /**
   * A second batch may be under way.
   *
   * @param row what a call is about; calls of one row wait for each other
   */
  public static <C> GroupCommit<C> ofRows(
      int most,
      Function<C, Object> row,
      Function<List<C>, Future<Void>> send,
      BiConsumer<C, Throwable> refuse,
      LongSupplier nanoTime,
      TracedLine line) {
    return new GroupCommit<>(most, row, send, refuse, nanoTime, line);
  }

  /**
   * @param number in the order of arrival
   */
  private record Waiting<C>(C call, long number, long since, Optional<CallerContext> by) {}

  public void submit(C call) {
    if (waiting.size() + heldCalls >= MOST_WAITING) {
      refuse.accept(call, new TimeoutException("too many calls wait for the database"));
      return;
    }
    submitted++;
    waiting.add(new Waiting<>(call, submitted, nanoTime.getAsLong(), line.caller().get()));
    sendWhatMay();
  }

  /**
   * Refuses what has waited too long; to be called now and then as well, for a batch can be under
   * way for longer than that.
   */
  public void refuseLate() {
    var late = takeLate(waiting);
    for (var calls : held.values()) {
      var ofRow = takeLate(calls);
      heldCalls -= ofRow.size();
      late.addAll(ofRow);
    }
    refuse(late);
  }

  /** Each queue is in the order of arrival: those that waited longest are in front. */
  private List<Waiting<C>> takeLate(Deque<Waiting<C>> calls) {
    var latest = nanoTime.getAsLong() - LONGEST_WAIT.toNanos();
    var late = new ArrayList<Waiting<C>>(0);
    while (!calls.isEmpty() && calls.element().since() - latest < 0) {
      late.add(calls.remove());
    }
    return late;
  }

  /** Call it when the queues are in order: who is refused may submit another call at once. */
  private void refuse(List<Waiting<C>> late) {
    for (var each : late) {
      refuse.accept(each.call(), new TimeoutException("waited too long for the database"));
    }
  }

  /** Completes when nothing waits and nothing is under way. */
  public Future<Void> idle() {
    if (underWay == 0 && waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    var promise = Promise.<Void>promise();
    whenIdle.add(promise);
    return promise.future();
  }

  private void sendWhatMay() {
    refuse(takeLate(waiting));
    while (mayBegin()) {
      var batch = next();
      if (!batch.isEmpty()) {
        begin(batch);
      }
    }
    if (underWay == 0) {
      var idle = List.copyOf(whenIdle);
      whenIdle.clear();
      idle.forEach(Promise::complete);
    }
  }

  private boolean mayBegin() {
    return underWay == 0
        ? !waiting.isEmpty()
        : underWay < MOST_UNDER_WAY && waiting.size() >= ENOUGH_FOR_ANOTHER;
  }

  /** Takes the calls of the next batch; those of rows that are under way are set apart. */
  private List<Waiting<C>> next() {
    var batch = new ArrayList<Waiting<C>>(Math.min(most, waiting.size()));
    while (!waiting.isEmpty() && batch.size() < most) {
      var next = waiting.remove();
      var behind = held.get(row.apply(next.call()));
      if (behind == null) {
        batch.add(next);
      } else {
        behind.add(next);
        heldCalls++;
      }
    }
    return batch;
  }

  private void begin(List<Waiting<C>> batch) {
    underWay++;
    var calls = new ArrayList<C>(batch.size());
    var callers = new ArrayList<CallerContext>();
    var rows = HashSet.newHashSet(batch.size());
    for (var each : batch) {
      calls.add(each.call());
      each.by().ifPresent(callers::add);
      rows.add(row.apply(each.call()));
    }
    rows.forEach(each -> held.put(each, new ArrayDeque<>(0)));
    var traced = line.begin(calls.size(), callers);
    // Composed, so that even a throw does not stop the line.
    Future.succeededFuture(calls)
        .compose(send::apply)
        .onComplete(
            done -> {
              traced.end(done.cause());
              underWay--;
              release(rows);
              sendWhatMay();
            });
  }

  /** What was held behind these rows waits again, where it was in the order of arrival. */
  private void release(Set<Object> rows) {
    var released = new ArrayList<Waiting<C>>();
    rows.forEach(each -> released.addAll(Objects.requireNonNull(held.remove(each))));
    if (!released.isEmpty()) {
      heldCalls -= released.size();
      released.addAll(waiting);
      released.sort(Comparator.comparingLong(Waiting::number));
      waiting.clear();
      waiting.addAll(released);
    }
  }
}
