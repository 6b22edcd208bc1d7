package dev.sojourn.domain.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Who may send: one node sends to a subscriber at a time, or events of an ordering key could
 * overtake each other.
 *
 * @param until when it ends if the node is not heard of, in whole milliseconds
 */
public record Lease(UUID node, Instant until) {
  public Lease {
    until = until.truncatedTo(ChronoUnit.MILLIS);
  }
}
