package dev.sojourn.bootstrap;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The time of day in whole milliseconds, as every store and JSON keep it. */
final class MillisecondClock implements InstantSource {
  @Override
  public Instant instant() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
