package dev.sojourn.faults.soak;

import java.util.List;

/**
 * What was measured of one thing, again and again, and whether it has stopped growing.
 *
 * <p>It has, if the median of the last third of all samples is not above the median of the second
 * third by more than a {@link Slack}. The first third is for warming up: pools, caches and heaps
 * fill, the compiler compiles, and rows are not purged before their time. Medians, because a single
 * sample is as high as chance has it: right before a vacuum, in the middle of a reconnect. The
 * medians of two thirds are a third of all the time apart, so what leaks steadily is seen from the
 * slack per third on; how much that is a minute, the results say.
 *
 * <p>What shrinks is flat, too: a leak does not.
 *
 * @param what is measured
 * @param where it is measured
 * @param values one for each sample, in the order of time
 */
record Series(String what, String where, Unit unit, Slack slack, List<Long> values) {
  /** Fewer samples than this in a third have no median to speak of. */
  static final int FEWEST_IN_A_THIRD = 3;

  Series {
    values = List.copyOf(values);
  }

  /** How values read. */
  enum Unit {
    BYTES {
      @Override
      String text(long value) {
        return "%,.1f MB".formatted(value / 1e6);
      }
    },
    NUMBER {
      @Override
      String text(long value) {
        return "%,d".formatted(value);
      }
    };

    abstract String text(long value);
  }

  /**
   * How much more the last third may have than the second.
   *
   * @param share of what the second third had
   * @param constant and this much besides, for what is small
   */
  record Slack(double share, long constant) {
    long above(long value) {
      return (long) (value * share) + constant;
    }
  }

  /** Whether there are enough samples to judge. */
  boolean isLongEnough() {
    return values.size() / 3 >= FEWEST_IN_A_THIRD;
  }

  long first() {
    return values.getFirst();
  }

  long secondThird() {
    return median(values.subList(values.size() / 3, lastThirdFrom()));
  }

  long lastThird() {
    return median(values.subList(lastThirdFrom(), values.size()));
  }

  /** What the last third may have. */
  long most() {
    return secondThird() + slack.above(secondThird());
  }

  boolean isFlat() {
    return lastThird() <= most();
  }

  private int lastThirdFrom() {
    return values.size() - values.size() / 3;
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
