package dev.sojourn.application.fake;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map and one lock. Answers before the call returns. */
public class FakeLockoutStore implements LockoutStore {
  private final FakeAuditStore audit;
  private final SortedMap<String, Lockout> lockouts = new TreeMap<>();

  public FakeLockoutStore(FakeAuditStore audit) {
    this.audit = audit;
  }

  @Override
  public synchronized <R> CompletionStage<R> update(
      Subject subject, Transition<Lockout, R> transition) {
    final Decision<Lockout, R> decision;
    try {
      decision = transition.decide(Optional.ofNullable(lockouts.get(subject.value())));
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
    switch (decision) {
      case Decision.Unchanged<Lockout, R> _ -> {}
      case Decision.Store<Lockout, R> store -> {
        var before = Optional.ofNullable(lockouts.put(subject.value(), store.value()));
        audit.keep(store.trail(before, AuditTrail::ofLockout));
      }
    }
    return CompletableFuture.completedFuture(decision.result());
  }

  @Override
  public synchronized CompletionStage<Optional<Lockout>> find(Subject subject) {
    return CompletableFuture.completedFuture(Optional.ofNullable(lockouts.get(subject.value())));
  }

  @Override
  public synchronized CompletionStage<List<Lockout>> locked(
      Instant now, Optional<Subject> after, int limit) {
    return CompletableFuture.completedFuture(
        lockouts.values().stream()
            .filter(lockout -> lockout.lockedUntil().filter(now::isBefore).isPresent())
            .filter(
                lockout ->
                    after.isEmpty() || lockout.subject().value().compareTo(after.get().value()) > 0)
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant now, int limit) {
    var past =
        lockouts.values().stream()
            .filter(lockout -> !lockout.keptUntil().isAfter(now))
            .limit(limit)
            .toList();
    past.forEach(lockout -> lockouts.remove(lockout.subject().value()));
    return CompletableFuture.completedFuture(past.size());
  }
}
