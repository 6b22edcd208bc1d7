package dev.sojourn.application.lockout;

import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Says where a subject stands, so that an application can spare itself the password check. */
public final class ShowLockout {
  private final LockoutStore lockouts;
  private final LockoutRules rules;
  private final InstantSource clock;

  public ShowLockout(LockoutStore lockouts, LockoutRules rules, InstantSource clock) {
    this.lockouts = lockouts;
    this.rules = rules;
    this.clock = clock;
  }

  /** For an attempt with this factor from this address; counts nothing. */
  public CompletionStage<LockoutAnswer> show(
      Subject subject, Factor factor, Optional<IpAddress> ipAddress) {
    var now = clock.instant();
    return lockouts
        .find(subject)
        .thenApply(
            stored -> {
              var status =
                  stored
                      .orElseGet(() -> Lockout.none(subject))
                      .status(factor, ipAddress, now, rules);
              return new LockoutAnswer(status, status.retryAfter(now));
            });
  }
}
