package dev.sojourn.domain.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.delivery.Delivery.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTest {
  private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
  private static final OrderingKey LANE = new OrderingKey("session 1");
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final RetryWaits TWO =
      new RetryWaits(List.of(Duration.ofSeconds(5), Duration.ofSeconds(60)));

  @Test
  void eachFailureWaitsForLongerUntilItIsDead() {
    var first = Delivery.untried(7, LANE, T0).failed("HTTP 400", TWO, 0, T0);
    assertEquals(new State.Waiting(T0.plusSeconds(5)), first.state());
    assertFalse(first.isDue(T0.plusMillis(4_999)));
    assertTrue(first.isDue(T0.plusSeconds(5)));
    var second = first.failed("HTTP 409", TWO, 1, T0);
    assertEquals(new State.Waiting(T0.plusSeconds(66)), second.state(), "a tenth longer at most");
    var third = second.failed("HTTP 422", TWO, 0, T0.plusSeconds(99));
    assertEquals(new State.Dead(T0.plusSeconds(99)), third.state());
    assertEquals(Optional.of("HTTP 422"), third.fault());
    assertEquals(3, third.tries());
    assertFalse(third.isDue(Instant.MAX));
  }

  @Test
  void oneThatIsRevivedHasAllItsTriesAgain() {
    var dead = new Delivery(7, LANE, 10, new State.Dead(T0), Optional.of("HTTP 400"));
    var revived = dead.revived(T0.plusSeconds(9));
    assertTrue(revived.isDue(T0.plusSeconds(9)));
    assertEquals(0, revived.tries());
  }

  @Test
  void aLongFaultIsCutShort() {
    var failed = Delivery.untried(7, LANE, T0).failed("x".repeat(5_000), TWO, 0, T0);
    assertEquals(Delivery.LONGEST_FAULT, failed.fault().orElseThrow().length());
  }

  @Test
  void whatAReceiverSaysControlsNothing() {
    var said = "NO\0\u0007HTTP\r\n200";
    assertEquals(
        Optional.of("NO  HTTP  200"),
        Delivery.untried(7, LANE, T0).failed(said, TWO, 0, T0).fault());
    assertEquals(
        "NO  HTTP  200",
        Progress.from(0).unreachable(said, Optional.empty(), T0).outage().orElseThrow().fault());
  }

  @Test
  void theStandardTriesForThreeDays() {
    var sum = Duration.ZERO;
    var tries = 1;
    for (; RetryWaits.DEFAULT.after(tries, 0).isPresent(); tries++) {
      sum = sum.plus(RetryWaits.DEFAULT.after(tries, 0).orElseThrow());
    }
    assertEquals(10, tries);
    assertTrue(sum.compareTo(Duration.ofDays(3)) > 0 && sum.compareTo(Duration.ofDays(4)) < 0);
    assertThrows(
        IllegalArgumentException.class, () -> new RetryWaits(List.of(Duration.ofSeconds(-1))));
  }

  @Test
  void aTurnIsOneNodesUntilItEndsOrIsGivenBack() {
    var taken = Progress.from(5).takenBy(ONE, LEASE, T0).orElseThrow();
    assertTrue(taken.isLeasedBy(ONE));
    assertFalse(taken.isLeasedBy(OTHER));
    assertEquals(Optional.empty(), taken.takenBy(OTHER, LEASE, T0.plus(LEASE).minusMillis(1)));
    assertTrue(taken.takenBy(OTHER, LEASE, T0.plus(LEASE)).orElseThrow().isLeasedBy(OTHER));
    assertTrue(taken.takenBy(ONE, LEASE, T0.plusSeconds(9)).isPresent(), "its own it may renew");
    assertTrue(taken.releasedBy(ONE).takenBy(OTHER, LEASE, T0).isPresent());
    assertEquals(taken, taken.releasedBy(OTHER));
  }

  @Test
  void aPositionNeverMovesBack() {
    assertEquals(9, Progress.from(9).after(5, Set.of(), List.of()).position());
    assertEquals(9, Progress.from(9).movedTo(5).position());
    assertEquals(11, Progress.from(9).movedTo(11).position());
  }

  @Test
  void whatWasTakenGoesAndWhatChangedIsReplaced() {
    var seven = Delivery.untried(7, LANE, T0);
    var eight = Delivery.untried(8, LANE, T0);
    var nine = Delivery.untried(9, LANE, T0);
    var before = Progress.from(0).after(9, Set.of(), List.of(nine, seven, eight));
    assertEquals(List.of(seven, eight, nine), before.deliveries(), "by number");
    var failed = eight.failed("HTTP 400", TWO, 0, T0);
    assertEquals(List.of(failed, nine), before.after(9, Set.of(7L), List.of(failed)).deliveries());
  }

  private static Delivery waiting(long number, String key, long dueAfterSeconds) {
    return Delivery.untried(number, new OrderingKey(key), T0.plusSeconds(dueAfterSeconds));
  }

  private static Progress progressOf(Delivery... deliveries) {
    return Progress.from(0).after(99, Set.of(), List.of(deliveries));
  }

  @Test
  void onlyTheFirstOfEachOrderingKeyMayBeSent() {
    var progress =
        progressOf(waiting(3, "b", 0), waiting(1, "a", 60), waiting(2, "a", 0), waiting(4, "b", 0));
    assertEquals(List.of(1L, 3L), progress.heads().stream().map(Delivery::number).toList());
    assertTrue(progress.blocks(new OrderingKey("a")));
    assertFalse(progress.blocks(new OrderingKey("c")));
  }

  @Test
  void whatIsDueIsSentAndTheNextIsKnown() {
    var due = waiting(3, "b", 0);
    var progress = progressOf(waiting(1, "a", 60), waiting(2, "a", 0), due, waiting(4, "c", 90));
    assertEquals(new Progress.Plan.Send(List.of(due), Optional.of(T0)), progress.plan(T0));
    assertEquals(
        new Progress.Plan.Send(List.of(), Optional.of(T0.plusSeconds(60))),
        progressOf(waiting(1, "a", 60), waiting(2, "a", 0)).plan(T0));
    assertEquals(new Progress.Plan.Send(List.of(), Optional.empty()), Progress.from(7).plan(T0));
  }

  @Test
  void aDeadLetterIsNeverDue() {
    var dead = waiting(1, "a", 0).failed("HTTP 400", new RetryWaits(List.of()), 0, T0);
    assertEquals(
        new Progress.Plan.Send(List.of(), Optional.empty()),
        progressOf(dead).plan(T0.plusSeconds(1_000_000)));
  }

  @Test
  void soManyAreSentAtOnceAndNoMore() {
    var many =
        IntStream.range(0, 80).mapToObj(n -> waiting(n, "key " + n, 0)).toArray(Delivery[]::new);
    var plan = assertInstanceOf(Progress.Plan.Send.class, progressOf(many).plan(T0));
    assertEquals(Progress.MOST_AT_ONCE, plan.due().size());
    assertEquals(0, plan.due().getFirst().number());
  }

  @Test
  void withAHundredDeliveriesThereIsNoRoom() {
    var many = IntStream.range(0, 100).mapToObj(n -> waiting(n, "key", 0)).toArray(Delivery[]::new);
    assertFalse(progressOf(many).hasRoom());
    assertTrue(progressOf(Arrays.copyOf(many, 99)).hasRoom());
  }

  @Test
  void nothingIsSentWhileTheSubscriberTakesNothing() {
    var progress = progressOf(waiting(1, "a", 0)).unreachable("HTTP 503", Optional.empty(), T0);
    var until = progress.outage().orElseThrow().until();
    assertEquals(new Progress.Plan.Pause(until), progress.plan(T0));
    assertEquals(new Progress.Plan.Pause(until), progress.plan(until.minusMillis(1)));
    assertInstanceOf(Progress.Plan.Send.class, progress.plan(until));
  }

  @Test
  void itIsAnOutageOnlyIfNothingWasTakenOrRefused() {
    var taken = new SendResult.Taken();
    var refused = new SendResult.Refused("HTTP 400");
    var first = new SendResult.Unreachable("HTTP 503", Optional.empty());
    var second = new SendResult.Unreachable("no route", Optional.empty());
    assertEquals(Optional.of(first), SendResult.outage(List.of(first, second)));
    assertEquals(Optional.empty(), SendResult.outage(List.of(first, taken)));
    assertEquals(Optional.empty(), SendResult.outage(List.of(refused, first)));
    assertEquals(Optional.empty(), SendResult.outage(List.of()));
  }

  @ParameterizedTest(name = "after {0} tries {1} s")
  @CsvSource({"1, 1", "2, 5", "3, 15", "4, 30", "5, 60", "9, 60"})
  void anOutageIsLookedAtLessAndLessOften(int tries, int seconds) {
    var progress = Progress.from(0);
    for (var i = 0; i < tries; i++) {
      progress = progress.unreachable("HTTP 503", Optional.empty(), T0.plusSeconds(i));
    }
    var outage = progress.outage().orElseThrow();
    assertEquals(T0, outage.since());
    assertEquals(T0.plusSeconds(tries - 1L + seconds), outage.until());
  }

  @ParameterizedTest(name = "asked for {0} s it waits {1} s")
  @CsvSource({"0, 1", "90, 90", "999999, 3600"})
  void theSubscriberMayAskForMoreTimeButNotForever(int asked, int seconds) {
    var outage =
        Progress.from(0)
            .unreachable("HTTP 429", Optional.of(Duration.ofSeconds(asked)), T0)
            .outage()
            .orElseThrow();
    assertEquals(T0.plusSeconds(seconds), outage.until());
  }

  @Test
  void anAnswerEndsAnOutageAndPassingOverEventsDoesNot() {
    var out = Progress.from(0).unreachable("HTTP 503", Optional.empty(), T0);
    assertTrue(out.movedTo(5).outage().isPresent());
    assertEquals(Optional.empty(), out.after(5, Set.of(), List.of()).outage());
  }
}
