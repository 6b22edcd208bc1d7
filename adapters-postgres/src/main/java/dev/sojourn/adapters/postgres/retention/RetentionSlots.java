package dev.sojourn.adapters.postgres.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which partition of {@code ended_session} an ended session is kept in: one for each stretch of
 * time, taken in turn. By the time that the turn comes again, all that the partition held has been
 * kept for long enough, and it has been emptied.
 *
 * <p>Nothing is found by its slot, so nothing is lost when the retention is changed, and with it
 * the slots; only emptying waits until all in a slot are old enough.
 */
public final class RetentionSlots {
  private static final int SLOTS = 8;

  /** One is being filled, and one waits for the last of its sessions to be old enough. */
  private static final int SLOTS_OF_RETENTION = SLOTS - 2;

  private final long millisPerSlot;

  /**
   * @param retention how long ended sessions are kept
   */
  public RetentionSlots(Duration retention) {
    millisPerSlot = Math.max(1, retention.dividedBy(SLOTS_OF_RETENTION).toMillis());
  }

  static List<Integer> slots() {
    return IntStream.range(0, SLOTS).boxed().toList();
  }

  public short slotOf(Instant endedAt) {
    return (short) Math.floorMod(Math.floorDiv(endedAt.toEpochMilli(), millisPerSlot), SLOTS);
  }
}
