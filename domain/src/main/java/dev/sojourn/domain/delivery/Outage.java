package dev.sojourn.domain.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A subscriber that takes nothing at all: whatever the events are, it is down or cannot be reached.
 * Sending pauses, and no event is given up for it.
 *
 * @param since when it was first noticed, in whole milliseconds
 * @param tries how often it was noticed
 * @param until no event is sent before, in whole milliseconds
 */
public record Outage(Instant since, int tries, Instant until, String fault) {
  /** After the first try, the second, ...; then always the last. */
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  /** However long the subscriber asks for. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  public Outage {
    since = since.truncatedTo(ChronoUnit.MILLIS);
    until = until.truncatedTo(ChronoUnit.MILLIS);
    fault = Delivery.printable(fault);
  }

  /**
   * It has begun, or goes on.
   *
   * @param retryAfter how long the subscriber asks to be left alone
   */
  static Outage noticed(
      Optional<Outage> before, String fault, Optional<Duration> retryAfter, Instant now) {
    var tries = before.map(Outage::tries).orElse(0) + 1;
    var wait = WAITS.get(Math.min(tries, WAITS.size()) - 1);
    var asked = retryAfter.filter(longer -> longer.compareTo(wait) > 0).orElse(wait);
    var until = now.plus(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
    return new Outage(before.map(Outage::since).orElse(now), tries, until, fault);
  }
}
