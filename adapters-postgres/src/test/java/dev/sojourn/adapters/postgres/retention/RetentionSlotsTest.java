package dev.sojourn.adapters.postgres.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionSlotsTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.001S", "PT1H", "P30D", "P3650D"})
  void aSlotIsTakenAgainOnlyAfterTheRetentionIsOverForAllInIt(String retention) {
    var kept = Duration.parse(retention);
    var ring = new RetentionSlots(kept);
    var step = kept.dividedBy(50).plusMillis(1);
    var slot = ring.slotOf(T);
    var left = T;
    while (ring.slotOf(left) == slot) {
      left = left.plus(step);
    }
    var back = left;
    while (ring.slotOf(back) != slot) {
      back = back.plus(step);
    }
    assertFalse(Duration.between(left, back).compareTo(kept) < 0);
  }

  @Test
  void allSlotsAreTakenInTurn() {
    var ring = new RetentionSlots(Duration.ofDays(30));
    var slots =
        IntStream.range(0, 40).mapToObj(day -> (int) ring.slotOf(T.plus(Duration.ofDays(day))));
    assertEquals(RetentionSlots.slots(), slots.distinct().sorted().toList());
    assertNotEquals(ring.slotOf(T), ring.slotOf(T.plus(Duration.ofDays(5))));
  }

  @Test
  void timesBeforeTheEpochHaveSlotsToo() {
    var slot = new RetentionSlots(Duration.ofDays(1)).slotOf(Instant.EPOCH.minusSeconds(100_000));
    assertTrue(RetentionSlots.slots().contains((int) slot));
  }
}
