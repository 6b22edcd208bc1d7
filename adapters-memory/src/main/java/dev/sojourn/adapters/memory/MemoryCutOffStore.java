package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.cutoff.CutOffs;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Cut-offs in memory: written rarely, read with every decision. */
final class MemoryCutOffStore implements CutOffStore {
  private final AtomicValue<CutOffs> cutOffs;

  MemoryCutOffStore(MemoryAuditStore audit) {
    cutOffs = new AtomicValue<>(CutOffs.NONE, audit, AuditTrail::ofCutOffs);
  }

  @Override
  public CutOffs inForce() {
    return cutOffs.get();
  }

  @Override
  public <R> CompletionStage<R> update(Function<CutOffs, Decision<CutOffs, R>> decide) {
    return cutOffs.update(decide);
  }
}
