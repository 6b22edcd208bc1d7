package dev.sojourn.adapters.postgres.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.batch.BatchTracing.CallerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final List<List<Integer>> sent = new ArrayList<>();
  private final List<Promise<Void>> underWay = new ArrayList<>();

  private final List<String> refused = new ArrayList<>();
  private long nanos;

  private final RecordingTracing tracing = new RecordingTracing();
  private Optional<CallerContext> calling = Optional.empty();

  private final GroupCommit<Integer> line =
      new GroupCommit<>(
          3,
          this::send,
          this::refuse,
          () -> nanos,
          new TracedLine("numbers", tracing, () -> calling));

  private Future<Void> send(List<Integer> batch) {
    sent.add(List.copyOf(batch));
    var promise = Promise.<Void>promise();
    underWay.add(promise);
    return promise.future();
  }

  private void refuse(int call, Throwable why) {
    refused.add(call + ": " + why.getMessage());
  }

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

  private void submit(int call, String by) {
    calling = Optional.of(new RecordingTracing.Named(by));
    line.submit(call);
    calling = Optional.empty();
  }

  @Test
  void aBatchIsFollowedFromItsCallersUntilItIsDone() {
    submit(1, "ada");
    submit(2, "ben");
    line.submit(3);
    submit(4, "eve");
    assertEquals(List.of("numbers of 1 for [ada]"), tracing.told);
    underWay.getFirst().complete();
    assertEquals(
        List.of("numbers of 1 for [ada]", "done", "numbers of 3 for [ben, eve]"), tracing.told);
    underWay.getLast().fail("away");
    assertEquals("failed: away", tracing.told.getLast());
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
            },
            (_, _) -> {});
    throwing.submit(1);
    throwing.submit(2);
    assertEquals(List.of(1, 2), seen);
  }

  @Test
  void whoHasWaitedTooLongIsRefusedInsteadOfBeingCarriedOutLate() {
    line.submit(1);
    line.submit(2);
    nanos = GroupCommit.LONGEST_WAIT.toNanos();
    line.submit(3);
    underWay.get(0).complete();
    assertEquals(List.of(List.of(1), List.of(2, 3)), sent);
    line.submit(4);
    nanos = 2 * GroupCommit.LONGEST_WAIT.toNanos() + 1;
    line.submit(5);
    underWay.get(1).complete();
    assertEquals(List.of(List.of(1), List.of(2, 3), List.of(5)), sent);
    assertEquals(List.of("4: waited too long for the database"), refused);
  }

  @Test
  void whoHasWaitedTooLongIsRefusedWhileABatchIsStillUnderWay() {
    line.submit(1);
    line.submit(2);
    nanos = GroupCommit.LONGEST_WAIT.toNanos();
    line.submit(3);
    line.refuseLate();
    assertEquals(List.of(), refused);
    nanos++;
    line.refuseLate();
    assertEquals(List.of("2: waited too long for the database"), refused);
    underWay.get(0).complete();
    assertEquals(List.of(List.of(1), List.of(3)), sent);
  }

  @Test
  void aLineHasABoundAndRefusesAtOnceWhatGoesBeyond() {
    IntStream.rangeClosed(0, GroupCommit.MOST_WAITING + 1).forEach(line::submit);
    assertEquals(1, refused.size());
    assertEquals(
        GroupCommit.MOST_WAITING + 1 + ": too many calls wait for the database",
        refused.getFirst());
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

  /** Calls of which the tens name the row. */
  private final GroupCommit<Integer> rows =
      GroupCommit.ofRows(
          20, call -> call / 10, this::send, this::refuse, () -> nanos, TracedLine.UNSEEN);

  private static List<Integer> ofSixteenRows(int from) {
    return IntStream.range(0, GroupCommit.ENOUGH_FOR_ANOTHER)
        .map(n -> from + 10 * n)
        .boxed()
        .toList();
  }

  @Test
  void aSecondBatchIsSentWhileOneIsUnderWayIfEnoughCallsWait() {
    rows.submit(10);
    var calls = ofSixteenRows(100);
    calls.subList(1, calls.size()).forEach(rows::submit);
    assertEquals(List.of(List.of(10)), sent, "too few wait");
    rows.submit(calls.getFirst());
    assertEquals(2, sent.size());
    assertEquals(Set.copyOf(calls), Set.copyOf(sent.getLast()));
  }

  @Test
  void thereIsNoThirdBatch() {
    rows.submit(10);
    ofSixteenRows(100).forEach(rows::submit);
    ofSixteenRows(1000).forEach(rows::submit);
    assertEquals(2, sent.size());
    underWay.getFirst().complete();
    assertEquals(ofSixteenRows(1000), sent.getLast());
  }

  @Test
  void callsOfARowAreCarriedOutInTheOrderOfTheirArrival() {
    var others = ofSixteenRows(100).subList(1, GroupCommit.ENOUGH_FOR_ANOTHER);
    rows.submit(10);
    rows.submit(11);
    others.forEach(rows::submit);
    assertEquals(List.of(List.of(10), others), sent, "11 is of a row that is under way");
    rows.submit(12);
    rows.submit(others.getFirst());
    underWay.getFirst().complete();
    assertEquals(2, sent.size(), "one is still under way, and few wait");
    underWay.get(1).complete();
    assertEquals(List.of(11, 12, others.getFirst()), sent.getLast());
    rows.submit(13);
    underWay.getLast().complete();
    assertEquals(List.of(13), sent.getLast());
  }

  @Test
  void whatIsHeldBehindARowIsRefusedWhenItHasWaitedTooLong() {
    rows.submit(10);
    rows.submit(11);
    ofSixteenRows(100).subList(1, GroupCommit.ENOUGH_FOR_ANOTHER).forEach(rows::submit);
    assertEquals(2, sent.size());
    nanos += GroupCommit.LONGEST_WAIT.toNanos() + 1;
    rows.refuseLate();
    assertEquals(List.of("11: waited too long for the database"), refused);
    underWay.getFirst().complete();
    underWay.getLast().complete();
    assertEquals(2, sent.size());
    assertTrue(rows.idle().isComplete());
  }

  @Test
  void whatIsHeldCountsForHowManyMayWait() {
    rows.submit(10);
    for (var n = 0; n < GroupCommit.MOST_WAITING + 1; n++) {
      rows.submit(11);
    }
    assertEquals(1, refused.size());
  }
}
