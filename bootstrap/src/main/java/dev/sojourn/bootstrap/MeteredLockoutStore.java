package dev.sojourn.bootstrap;

import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lockout store whose calls are measured. */
final class MeteredLockoutStore implements LockoutStore {
  private final LockoutStore lockouts;
  private final StoreMeter meter;

  MeteredLockoutStore(LockoutStore lockouts, StoreMeter meter) {
    this.lockouts = lockouts;
    this.meter = meter;
  }

  @Override
  public <R> CompletionStage<R> update(Subject subject, Transition<Lockout, R> transition) {
    return meter.timed(Operation.LOCKOUT_UPDATE, () -> lockouts.update(subject, transition));
  }

  @Override
  public CompletionStage<Optional<Lockout>> find(Subject subject) {
    return meter.timed(Operation.LOCKOUT_FIND, () -> lockouts.find(subject));
  }

  @Override
  public CompletionStage<List<Lockout>> locked(Instant now, Optional<Subject> after, int limit) {
    return meter.timed(Operation.LOCKOUT_LOCKED, () -> lockouts.locked(now, after, limit));
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return meter.timed(Operation.LOCKOUT_PURGE, () -> lockouts.purge(now, limit));
  }
}
