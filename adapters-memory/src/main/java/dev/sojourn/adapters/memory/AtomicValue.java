package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Decision;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One value that is replaced as a whole: changes wait for each other, and whoever reads waits for
 * nobody.
 */
final class AtomicValue<V> {
  private final MemoryAuditStore audit;
  private volatile V value;

  /**
   * @param audit is told of each change
   */
  AtomicValue(V value, MemoryAuditStore audit) {
    this.value = value;
    this.audit = audit;
  }

  V get() {
    return value;
  }

  <R> CompletionStage<R> update(Function<V, Decision<V, R>> decide) {
    return Answer.of(() -> apply(decide));
  }

  private synchronized <R> R apply(Function<V, Decision<V, R>> decide) {
    var decision = decide.apply(value);
    if (decision instanceof Decision.Store<V, R>(var changed, _, var trail)
        && !changed.equals(value)) {
      value = changed;
      audit.keep(trail);
    }
    return decision.result();
  }
}
