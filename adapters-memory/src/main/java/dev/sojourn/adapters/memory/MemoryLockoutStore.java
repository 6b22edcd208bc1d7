package dev.sojourn.adapters.memory;

import static java.util.Comparator.comparing;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lockouts in memory. What a subject is found by changes within the map's own atomic change of the
 * subject.
 */
final class MemoryLockoutStore implements LockoutStore {
  private final MemoryAuditStore audit;
  private final ConcurrentHashMap<Subject, Lockout> lockouts = new ConcurrentHashMap<>();
  private final DueIndex<Subject> kept = new DueIndex<>(comparing(Subject::value));

  /** Those with a lockout, which may be over: so that nobody has to look through all others. */
  private final NavigableSet<Subject> lockable =
      new ConcurrentSkipListSet<>(comparing(Subject::value));

  MemoryLockoutStore(MemoryAuditStore audit) {
    this.audit = audit;
  }

  @Override
  public <R> CompletionStage<R> update(Subject subject, Transition<Lockout, R> transition) {
    return Answer.of(
        () -> {
          var result = new AtomicReference<Optional<R>>(Optional.empty());
          lockouts.compute(
              subject,
              (_, present) -> {
                var before = Optional.ofNullable(present);
                var decision = transition.decide(before);
                result.set(Optional.of(decision.result()));
                return switch (decision) {
                  case Decision.Unchanged<Lockout, R> _ -> present;
                  case Decision.Store<Lockout, R> store -> {
                    audit.keep(store.trail(before, AuditTrail::ofLockout));
                    index(subject, before, Optional.of(store.value()));
                    yield store.value();
                  }
                };
              });
          return result.get().orElseThrow();
        });
  }

  @Override
  public CompletionStage<Optional<Lockout>> find(Subject subject) {
    return Answer.of(() -> Optional.ofNullable(lockouts.get(subject)));
  }

  @Override
  public CompletionStage<List<Lockout>> locked(Instant now, Optional<Subject> after, int limit) {
    return Answer.of(
        () ->
            after.map(subject -> lockable.tailSet(subject, false)).orElse(lockable).stream()
                .flatMap(subject -> Optional.ofNullable(lockouts.get(subject)).stream())
                .filter(lockout -> lockout.lockedUntil().filter(now::isBefore).isPresent())
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return Answer.of(
        () -> (int) kept.until(now).filter(subject -> forget(subject, now)).limit(limit).count());
  }

  /** Whether it was there and not worth keeping any more. */
  private boolean forget(Subject subject, Instant now) {
    var forgotten = new AtomicBoolean();
    lockouts.computeIfPresent(
        subject,
        (_, present) -> {
          if (present.keptUntil().isAfter(now)) {
            return present;
          }
          index(subject, Optional.of(present), Optional.empty());
          forgotten.set(true);
          return null;
        });
    return forgotten.get();
  }

  private void index(Subject subject, Optional<Lockout> before, Optional<Lockout> after) {
    kept.move(subject, before.map(Lockout::keptUntil), after.map(Lockout::keptUntil));
    if (after.flatMap(Lockout::lockedUntil).isPresent()) {
      lockable.add(subject);
    } else {
      lockable.remove(subject);
    }
  }
}
