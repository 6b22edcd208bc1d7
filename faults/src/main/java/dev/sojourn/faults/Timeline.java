package dev.sojourn.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done to the cluster, and when. */
final class Timeline {
  private final long from = System.nanoTime();
  private final List<String> events = new ArrayList<>();

  /** Notes what is done now. */
  void note(String event) {
    events.add(String.format(Locale.ROOT, "%.1f s %s", (System.nanoTime() - from) / 1e9, event));
  }

  /** In one line. */
  String text() {
    return String.join("; ", events);
  }
}
