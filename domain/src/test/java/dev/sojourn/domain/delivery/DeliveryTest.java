package dev.sojourn.domain.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.delivery.Delivery.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
    var first = Delivery.behind(7, LANE, T0).failed("HTTP 400", TWO, 0, T0);
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
    var failed = Delivery.behind(7, LANE, T0).failed("x".repeat(5_000), TWO, 0, T0);
    assertEquals(Delivery.LONGEST_FAULT, failed.fault().orElseThrow().length());
  }

  @Test
  void whatAReceiverSaysControlsNothing() {
    var said = "NO\0\u0007HTTP\r\n200";
    assertEquals(
        Optional.of("NO  HTTP  200"),
        Delivery.behind(7, LANE, T0).failed(said, TWO, 0, T0).fault());
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
    var seven = Delivery.behind(7, LANE, T0);
    var eight = Delivery.behind(8, LANE, T0);
    var nine = Delivery.behind(9, LANE, T0);
    var before = Progress.from(0).after(9, Set.of(), List.of(nine, seven, eight));
    assertEquals(List.of(seven, eight, nine), before.deliveries(), "by number");
    var failed = eight.failed("HTTP 400", TWO, 0, T0);
    assertEquals(List.of(failed, nine), before.after(9, Set.of(7L), List.of(failed)).deliveries());
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
