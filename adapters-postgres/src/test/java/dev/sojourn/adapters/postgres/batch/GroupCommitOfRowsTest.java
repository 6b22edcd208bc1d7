package dev.sojourn.adapters.postgres.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens in whatever order, a line of rows keeps its promises. */
class GroupCommitOfRowsTest {
  private static final int STEPS = 400;
  private static final int ROWS = 24;
  private static final int MOST = 10;

  /**
   * @param number in the order in which they are submitted
   */
  private record Call(int number, int row, long since) {}

  private record Batch(List<Call> calls, Promise<Void> done) {}

  private static final class Run {
    private final Random random;
    private final List<Batch> underWay = new ArrayList<>();
    private final Set<Call> open = new HashSet<>();
    private final Map<Integer, Integer> lastOfRow = new HashMap<>();
    private long nanos;
    private int submitted;
    private boolean isAnswering;

    private final GroupCommit<Call> line =
        GroupCommit.ofRows(
            MOST,
            Call::row,
            this::send,
            (call, _) -> refused(call),
            () -> nanos,
            TracedLine.UNSEEN);

    Run(Random random) {
      this.random = random;
    }

    void submit() {
      submitted++;
      var call = new Call(submitted, random.nextInt(ROWS), nanos);
      open.add(call);
      line.submit(call);
    }

    private Future<Void> send(List<Call> calls) {
      assertTrue(calls.size() <= MOST);
      assertTrue(underWay.size() < 2, "a third batch");
      for (var call : calls) {
        assertTrue(
            underWay.stream()
                .flatMap(batch -> batch.calls().stream())
                .noneMatch(c -> c.row() == call.row()),
            "a row in two batches");
        assertTrue(nanos - call.since() <= GroupCommit.LONGEST_WAIT.toNanos(), "too late");
        var before = lastOfRow.put(call.row(), call.number());
        assertTrue(before == null || before < call.number(), "out of order");
      }
      if (random.nextInt(8) == 0) {
        calls.forEach(this::answered);
        return Future.succeededFuture();
      }
      var batch = new Batch(calls, Promise.promise());
      underWay.add(batch);
      return batch.done().future();
    }

    private void refused(Call call) {
      assertTrue(nanos - call.since() > GroupCommit.LONGEST_WAIT.toNanos(), "refused too early");
      answered(call);
    }

    /** Who is answered asks for more at once, now and then. */
    private void answered(Call call) {
      assertTrue(open.remove(call), "answered twice");
      if (!isAnswering && random.nextInt(16) == 0) {
        isAnswering = true;
        submit();
        isAnswering = false;
      }
    }

    void complete() {
      if (!underWay.isEmpty()) {
        var batch = underWay.remove(random.nextInt(underWay.size()));
        batch.calls().forEach(this::answered);
        batch.done().complete();
      }
    }

    void timePasses() {
      nanos += random.nextLong(Duration.ofMillis(700).toNanos());
      if (random.nextBoolean()) {
        line.refuseLate();
      }
    }

    void end() {
      while (!underWay.isEmpty()) {
        complete();
      }
      assertEquals(Set.of(), open, "never answered");
      assertTrue(line.idle().isComplete());
    }
  }

  @Property(tries = 300)
  void everyCallIsAnsweredOnceInTimeAndInTheOrderOfItsRow(@ForAll long seed) {
    var random = new Random(seed);
    var run = new Run(random);
    for (var step = 0; step < STEPS; step++) {
      switch (random.nextInt(10)) {
        case 0, 1 -> run.complete();
        case 2 -> run.timePasses();
        default -> run.submit();
      }
    }
    run.end();
  }
}
