package dev.sojourn.domain.audit;

import dev.sojourn.domain.session.IpAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Who does something, and from where.
 *
 * @param from the address that the request came from, if it came from anywhere
 */
public record Initiator(Actor actor, Optional<IpAddress> from) {
  /** Who it was, and when. */
  public Cause at(Instant now) {
    return new Cause(this, now);
  }
}
