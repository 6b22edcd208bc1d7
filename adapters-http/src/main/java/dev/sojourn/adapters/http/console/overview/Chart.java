package dev.sojourn.adapters.http.console.overview;

import dev.sojourn.adapters.http.console.DisplayText;
import dev.sojourn.application.overview.RecentEvents.Frequency;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A line chart of how often something happened on this node, with the numbers of its axes and a
 * table that says the same.
 *
 * @param points counts of equal steps, the oldest first; the last step ends now
 */
public record Chart(Range range, List<Integer> points) {
  /** The size of the drawing, in its own units. */
  public static final int WIDTH = 236;

  public static final int HEIGHT = 60;

  /** How many rows the table has. */
  private static final int ROWS = 12;

  public Chart {
    points = List.copyOf(points);
  }

  /** How far back a chart goes. */
  public enum Range {
    HOUR("hour", "Last hour", 60, "min", "a minute"),
    DAY("day", "Last day", 24, "h", "per 15 min");

    private final String word;
    private final String label;
    private final int length;
    private final String unit;
    private final String step;

    Range(String word, String label, int length, String unit, String step) {
      this.word = word;
      this.label = label;
      this.length = length;
      this.unit = unit;
      this.step = step;
    }

    /** The one that an address names; an hour unless it says otherwise. */
    static Range ofWord(String word) {
      return word.equals(DAY.word) ? DAY : HOUR;
    }

    /** The word in addresses. */
    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    /** The label within a sentence: {@code last hour}. */
    public String inWords() {
      return label.toLowerCase(Locale.ROOT);
    }

    /** What a point counts: {@code a minute}. */
    public String step() {
      return step;
    }

    /** So much of the range ago, in whole units: {@code 30 min ago}. */
    private String ago(int part, int parts) {
      var units = length * part / parts;
      return units == 0 ? "now" : units + " " + unit + " ago";
    }
  }

  /** A row of the table. */
  public record Row(String from, String to, long count) {}

  static Chart of(Frequency frequency, Range range) {
    return new Chart(
        range,
        switch (range) {
          case HOUR -> frequency.byMinute();
          case DAY -> frequency.byQuarter();
        });
  }

  /** All that is drawn. */
  public long sum() {
    return points.stream().mapToLong(Integer::longValue).sum();
  }

  /** The most of one step. */
  public int most() {
    return Collections.max(points);
  }

  /** The number at the upper end of the axis: 1, 2 or 5 with zeros, and not below any point. */
  public long top() {
    var top = 1L;
    for (var i = 0; top < most(); i++) {
      top = i % 3 == 1 ? top / 2 * 5 : top * 2;
    }
    return top;
  }

  /** The points of the line, in units of the drawing. */
  public String line() {
    return IntStream.range(0, points.size())
        .mapToObj(
            i ->
                i * WIDTH / (points.size() - 1)
                    + ","
                    + (HEIGHT - points.get(i) * (HEIGHT - 2L) / top()))
        .collect(Collectors.joining(" "));
  }

  /** What stands below the beginning, the middle and the end of the time axis. */
  public List<String> times() {
    return List.of(range.ago(2, 2), range.ago(1, 2), range.ago(0, 2));
  }

  /** The drawing in a sentence. */
  public String description() {
    return "%s from %s until now; at most %s %s."
        .formatted(
            DisplayText.number(sum()), range.ago(1, 1), DisplayText.number(most()), range.step());
  }

  /** The same as numbers, the latest first. */
  public List<Row> rows() {
    var rows = new ArrayList<Row>();
    var each = points.size() / ROWS;
    for (var row = 0; row < ROWS; row++) {
      var end = points.size() - row * each;
      var count = points.subList(end - each, end).stream().mapToLong(Integer::longValue).sum();
      rows.add(new Row(range.ago(row + 1, ROWS), range.ago(row, ROWS), count));
    }
    return rows;
  }
}
