package dev.sojourn.domain.lockout;

import dev.sojourn.domain.session.IpAddress;
import java.util.Optional;

/**
 * Which count an attempt belongs to.
 *
 * @param network of a known address; empty for the count that all strangers share
 */
public record CounterKey(Factor factor, Optional<IpAddress> network) {

  /** Whose count it is. */
  public LockedBy owner() {
    return network.isPresent() ? LockedBy.KNOWN_ADDRESS : LockedBy.STRANGERS;
  }
}
