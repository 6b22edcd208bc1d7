package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.AuditTrail;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One value that is replaced as a whole: changes wait for each other, and readers wait for nobody.
 */
final class AtomicValue<V> {
  private final MemoryAuditStore audit;
  private final AuditTrail.Derivation<V, V> derivation;
  private volatile V value;

  /**
   * @param audit is told of each change
   * @param derivation what it is told
   */
  AtomicValue(V value, MemoryAuditStore audit, AuditTrail.Derivation<V, V> derivation) {
    this.value = value;
    this.audit = audit;
    this.derivation = derivation;
  }

  V get() {
    return value;
  }

  <R> CompletionStage<R> update(Function<V, Decision<V, R>> decide) {
    return Answer.of(() -> apply(decide));
  }

  private synchronized <R> R apply(Function<V, Decision<V, R>> decide) {
    var decision = decide.apply(value);
    if (decision instanceof Decision.Store<V, R> store && !store.value().equals(value)) {
      audit.keep(store.trail(value, derivation));
      value = store.value();
    }
    return decision.result();
  }
}
