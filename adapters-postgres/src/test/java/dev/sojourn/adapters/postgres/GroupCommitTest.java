package dev.sojourn.adapters.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final List<List<Integer>> sent = new ArrayList<>();
  private final List<Promise<Void>> underWay = new ArrayList<>();

  private final GroupCommit<Integer> line =
      new GroupCommit<>(
          3,
          batch -> {
            sent.add(List.copyOf(batch));
            var promise = Promise.<Void>promise();
            underWay.add(promise);
            return promise.future();
          });

  @Test
  void anIdleLineSendsAtOnce() {
    line.submit(1);
    assertEquals(List.of(List.of(1)), sent);
  }

  @Test
  void whatArrivesWhileABatchIsUnderWayFormsTheNext() {
    line.submit(1);
    line.submit(2);
    line.submit(3);
    assertEquals(1, sent.size());
    underWay.getFirst().complete();
    assertEquals(List.of(List.of(1), List.of(2, 3)), sent);
  }

  @Test
  void aBatchHasABound() {
    IntStream.rangeClosed(1, 6).forEach(line::submit);
    underWay.get(0).complete();
    underWay.get(1).complete();
    assertEquals(List.of(List.of(1), List.of(2, 3, 4), List.of(5, 6)), sent);
  }

  @Test
  void aBatchThatFailsDoesNotStopTheLine() {
    line.submit(1);
    line.submit(2);
    underWay.getFirst().fail("away");
    assertEquals(List.of(List.of(1), List.of(2)), sent);
  }

  @Test
  void aSenderThatThrowsDoesNotStopTheLine() {
    var seen = new ArrayList<Integer>();
    var throwing =
        new GroupCommit<Integer>(
            3,
            batch -> {
              seen.addAll(batch);
              throw new IllegalStateException("broken");
            });
    throwing.submit(1);
    throwing.submit(2);
    assertEquals(List.of(1, 2), seen);
  }

  @Test
  void aLineIsIdleWhenNothingWaitsAndNothingIsUnderWay() {
    assertTrue(line.idle().isComplete());
    line.submit(1);
    line.submit(2);
    Future<Void> idle = line.idle();
    underWay.get(0).complete();
    assertFalse(idle.isComplete());
    underWay.get(1).complete();
    assertTrue(idle.succeeded());
  }
}
