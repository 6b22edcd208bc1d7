package dev.sojourn.benchmarks;

import java.util.Locale;

/**
 * One row of the results.
 *
 * @param what was measured
 * @param goal in words
 * @param value in words, with the figures that it comes from
 * @param met whether the goal was reached
 */
record Measured(String what, String goal, String value, boolean met) {

  static Measured atLeast(double goal, String what, double ratio, String figures) {
    return new Measured(what, "at least " + text(goal), text(ratio) + " " + figures, ratio >= goal);
  }

  static Measured atMost(double goal, String what, double ratio, String figures) {
    return new Measured(what, "at most " + text(goal), text(ratio) + " " + figures, ratio <= goal);
  }

  private static String text(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
