package dev.sojourn.bootstrap.cli;

import java.time.Duration;
import java.util.ArrayList;

/** Numbers and durations as people say them. */
final class HumanReadable {
  private HumanReadable() {}

  /** Such as {@code 1 hour 30 minutes}; milliseconds where there is no whole second. */
  static String of(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return counted(duration.toMillis(), "millisecond");
    }
    var parts = new ArrayList<String>();
    add(parts, duration.toDaysPart(), "day");
    add(parts, duration.toHoursPart(), "hour");
    add(parts, duration.toMinutesPart(), "minute");
    add(parts, duration.toSecondsPart(), "second");
    return String.join(" ", parts);
  }

  private static void add(ArrayList<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(counted(count, unit));
    }
  }

  static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
