package dev.sojourn.domain.lockout;

import dev.sojourn.domain.session.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A network from which the subject has logged in.
 *
 * @param network IPv4 whole, IPv6 by /64
 * @param lastAt when last, in whole milliseconds
 */
public record KnownAddress(IpAddress network, Instant lastAt) {
  /** How long a login makes its address known. */
  public static final Duration KNOWN_FOR = Duration.ofDays(30);

  public KnownAddress {
    lastAt = lastAt.truncatedTo(ChronoUnit.MILLIS);
  }

  Instant forgottenAt() {
    return lastAt.plus(KNOWN_FOR);
  }

  boolean isKnown(Instant now) {
    return now.isBefore(forgottenAt());
  }
}
