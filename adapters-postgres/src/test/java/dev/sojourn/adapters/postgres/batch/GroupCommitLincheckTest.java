package dev.sojourn.adapters.postgres.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * The line is confined to one event loop, so what can go wrong between threads is the way there and
 * back: calls come from any thread, and a database says from its own that a batch is done. Lincheck
 * runs the threads in many orders. The event loop is a queue and the thread that empties it.
 */
class GroupCommitLincheckTest {
  private static final int ORDERS = 50;

  /**
   * Lincheck takes an order for one that hangs after a time that cannot be set, in which it also
   * prepares the classes that it meets first. On a slow machine that takes longer, once.
   */
  private static final String HUNG = "has hung";

  private static final int TRIES = 5;
  private static final Set<Integer> CALLS = Set.of(1, 2, 3);

  @Test
  void everyCallIsAnsweredOnceInABatchOfItsOwnTime() {
    for (var tries = 1; ; tries++) {
      try {
        Lincheck.runConcurrentTest(ORDERS, () -> new Line().run());
        return;
      } catch (LincheckAssertionError failed) {
        if (tries == TRIES || !String.valueOf(failed.getMessage()).contains(HUNG)) {
          throw failed;
        }
      }
    }
  }

  /** A line, its event loop, its database, and those who call. */
  private static final class Line {
    private static final Runnable CLOSED = () -> {};

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> database = new LinkedBlockingQueue<>();
    private final List<Integer> answered = new ArrayList<>();
    private final Set<Integer> submitted = new HashSet<>();
    private boolean underWay;

    private final GroupCommit<Integer> line =
        new GroupCommit<>(
            2, this::send, (call, why) -> answered.add(-call), () -> 0, TracedLine.UNSEEN);

    private Future<Void> send(List<Integer> batch) {
      assertFalse(underWay, "batches overlap");
      underWay = true;
      assertTrue(submitted.containsAll(batch));
      var done = Promise.<Void>promise();
      database.add(
          () ->
              loop.add(
                  () -> {
                    underWay = false;
                    answered.addAll(batch);
                    done.complete();
                  }));
      return done.future();
    }

    private void submit(int call) {
      loop.add(
          () -> {
            submitted.add(call);
            line.submit(call);
          });
    }

    void run() {
      var one = new Thread(() -> List.of(1, 2).forEach(this::submit));
      var other = new Thread(() -> submit(3));
      var answers = new Thread(this::answerBatches);
      one.start();
      other.start();
      answers.start();
      try {
        while (answered.size() < CALLS.size()) {
          loop.take().run();
        }
        database.add(CLOSED);
        one.join();
        other.join();
        answers.join();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      assertEquals(CALLS.size(), answered.size());
      assertEquals(CALLS, Set.copyOf(answered));
      assertTrue(line.idle().isComplete());
    }

    private void answerBatches() {
      try {
        for (var done = database.take(); done != CLOSED; done = database.take()) {
          done.run();
        }
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }
}
