package dev.sojourn.application.lockout;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.application.port.SessionEvents.LoginAnswer;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.By;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.lockout.Attempt;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Counts a login. While the subject is locked for its address nothing is counted, and even a
 * correct password is to be refused: the answer says locked.
 */
public final class ReportLoginAttempt {
  private final LockoutStore lockouts;
  private final LockoutRules rules;
  private final SessionEvents events;
  private final InstantSource clock;

  public ReportLoginAttempt(
      LockoutStore lockouts, LockoutRules rules, SessionEvents events, InstantSource clock) {
    this.lockouts = lockouts;
    this.rules = rules;
    this.events = events;
    this.clock = clock;
  }

  private record Counted(boolean wasLocked, Standing standing) {}

  /** Completes when the count is durable. */
  public CompletionStage<LockoutAnswer> report(Attempt attempt, By by) {
    var now = clock.instant();
    return lockouts
        .update(attempt.subject(), stored -> decide(stored, attempt, by.at(now), now))
        .thenApply(counted -> answer(counted, attempt, now));
  }

  private Decision<Lockout, Counted> decide(
      Optional<Lockout> stored, Attempt attempt, Cause cause, Instant now) {
    var before = stored.orElseGet(() -> Lockout.none(attempt.subject()));
    var standing = before.standing(attempt.factor(), attempt.ipAddress(), now, rules);
    if (standing.isLocked()) {
      return Decision.unchanged(new Counted(true, standing));
    }
    var after = before.after(attempt, now, rules);
    var counted = after.standing(attempt.factor(), attempt.ipAddress(), now, rules);
    return Decision.store(
        after,
        new Counted(false, counted),
        counted.isLocked()
            ? List.of(AuditEntry.ofLocking(attempt.subject(), attempt.factor(), cause))
            : List.of());
  }

  private LockoutAnswer answer(Counted counted, Attempt attempt, Instant now) {
    events.loginAttempted(
        attempt.factor(),
        counted.wasLocked() ? LoginAnswer.LOCKED : LoginAnswer.of(attempt.outcome()));
    if (!counted.wasLocked() && counted.standing().isLocked()) {
      events.lockedOut(attempt.factor());
    }
    return new LockoutAnswer(counted.standing(), counted.standing().retryAfter(now));
  }
}
