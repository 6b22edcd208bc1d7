package dev.sojourn.adapters.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What waited while this process stood still is told from what has just come. */
class StandstillTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Standstill standstill = new Standstill(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void nothingIsStaleWhileItLooksAgainAndAgain() {
    for (var i = 0; i < 100; i++) {
      pass(Standstill.LOOK);
      assertFalse(standstill.isJustOver());
      standstill.look();
    }
    pass(Standstill.LONGEST_PAUSE);
    assertFalse(standstill.isJustOver());
    standstill.look();
    assertFalse(standstill.isJustOver());
  }

  @Test
  void whatIsReadBeforeTheNextLookIsStaleAfterALongPause() {
    pass(Standstill.LONGEST_PAUSE.plusNanos(1));
    assertTrue(standstill.isJustOver());
  }

  @Test
  void whatIsReadWhileItCatchesUpIsStaleAndNothingAfterwards() {
    pass(Duration.ofSeconds(5));
    standstill.look();
    assertTrue(standstill.isJustOver());
    pass(Standstill.LOOK);
    standstill.look();
    assertTrue(standstill.isJustOver());
    pass(Standstill.CATCHING_UP.minus(Standstill.LOOK));
    standstill.look();
    assertFalse(standstill.isJustOver());
  }
}
