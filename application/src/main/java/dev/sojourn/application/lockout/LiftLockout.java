package dev.sojourn.application.lockout;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lifts lockouts of a subject: its failures are forgotten, its known addresses stay known. */
public final class LiftLockout {
  private final LockoutStore lockouts;
  private final LockoutRules rules;
  private final InstantSource clock;

  public LiftLockout(LockoutStore lockouts, LockoutRules rules, InstantSource clock) {
    this.lockouts = lockouts;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Completes when it is durable; lifting what is not there changes nothing.
   *
   * @param factor only failures of this one; of both if absent
   * @param ipAddress only the count that an attempt from there belongs to; all if absent
   */
  public CompletionStage<Void> lift(
      Subject subject, Optional<Factor> factor, Optional<IpAddress> ipAddress, Initiator by) {
    var now = clock.instant();
    return lockouts
        .update(subject, stored -> decide(stored, factor, ipAddress, by.at(now), now))
        .thenAccept(_ -> {});
  }

  private Decision<Lockout, Boolean> decide(
      Optional<Lockout> stored,
      Optional<Factor> factor,
      Optional<IpAddress> address,
      Cause cause,
      Instant now) {
    return stored
        .map(lockout -> Decision.store(lockout.lifted(factor, address, now, rules), true, cause))
        .orElseGet(() -> Decision.unchanged(false));
  }
}
