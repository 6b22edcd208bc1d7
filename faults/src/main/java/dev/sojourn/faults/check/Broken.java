package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Operation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A promise that a history shows broken.
 *
 * @param subject the session or lockout
 * @param excerpt the operations that show it
 */
public record Broken(Promise promise, String subject, String what, List<Operation> excerpt) {
  private static final int MOST_SHOWN = 30;

  /** With its excerpt, times in milliseconds since the first operation of it. */
  public String text() {
    var from = excerpt.isEmpty() ? 0 : excerpt.getFirst().startedAt();
    var skipped = Math.max(0, excerpt.size() - MOST_SHOWN);
    return excerpt.stream()
        .skip(skipped)
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "    %9.1f .. %9.1f ms  #%d %s at node %d: %s -> %s",
                    (each.startedAt() - from) / 1e6,
                    (each.endedAt() - from) / 1e6,
                    each.id(),
                    each.actor(),
                    each.node(),
                    each.call(),
                    each.answer()))
        .collect(
            Collectors.joining(
                "\n",
                promise.title()
                    + ": "
                    + what
                    + " ("
                    + subject
                    + ")"
                    + (skipped > 0 ? "; the last of " + excerpt.size() : "")
                    + "\n",
                ""));
  }
}
