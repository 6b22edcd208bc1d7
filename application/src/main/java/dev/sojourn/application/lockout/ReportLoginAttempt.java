package dev.sojourn.application.lockout;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.LoginAttempted;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.LockoutStatus;
import dev.sojourn.domain.lockout.LoginAttempt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Counts a login. While the subject is locked for its address nothing is counted, and even a
 * correct password is to be refused: the answer says locked.
 */
public final class ReportLoginAttempt {
  private final LockoutStore lockouts;
  private final LockoutRules rules;
  private final SessionEventListener events;
  private final InstantSource clock;

  public ReportLoginAttempt(
      LockoutStore lockouts, LockoutRules rules, SessionEventListener events, InstantSource clock) {
    this.lockouts = lockouts;
    this.rules = rules;
    this.events = events;
    this.clock = clock;
  }

  private record Counted(boolean wasLocked, LockoutStatus status) {}

  /** Completes when the count is durable. */
  public CompletionStage<LockoutAnswer> report(LoginAttempt attempt, Initiator by) {
    var now = clock.instant();
    return lockouts
        .update(attempt.subject(), stored -> decide(stored, attempt, by.at(now), now))
        .thenApply(counted -> answer(counted, attempt, now));
  }

  private Decision<Lockout, Counted> decide(
      Optional<Lockout> stored, LoginAttempt attempt, Cause cause, Instant now) {
    var before = stored.orElseGet(() -> Lockout.none(attempt.subject()));
    var status = before.status(attempt.factor(), attempt.ipAddress(), now, rules);
    if (status.isLocked()) {
      return Decision.unchanged(new Counted(true, status));
    }
    var after = before.after(attempt, now, rules);
    var counted = after.status(attempt.factor(), attempt.ipAddress(), now, rules);
    return Decision.store(after, new Counted(false, counted), cause);
  }

  private LockoutAnswer answer(Counted counted, LoginAttempt attempt, Instant now) {
    events.on(
        new LoginAttempted(
            attempt.factor(),
            counted.wasLocked()
                ? LoginAttempted.Outcome.LOCKED
                : LoginAttempted.Outcome.of(attempt.outcome())));
    if (!counted.wasLocked() && counted.status().isLocked()) {
      events.on(new SessionEvent.LockedOut(attempt.factor()));
    }
    return new LockoutAnswer(counted.status(), counted.status().retryAfter(now));
  }
}
