package dev.sojourn.domain.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** That a session is over: why, and since when, in whole milliseconds. */
public record End(EndReason reason, Instant at) {
  public End {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }
}
