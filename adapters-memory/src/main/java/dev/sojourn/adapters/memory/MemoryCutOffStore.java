package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.cutoff.CutOffs;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Cut-offs in memory: written rarely, read with every decision. */
final class MemoryCutOffStore implements CutOffStore {
  private volatile CutOffs cutOffs = CutOffs.NONE;

  @Override
  public CutOffs inForce() {
    return cutOffs;
  }

  @Override
  public <R> CompletionStage<R> update(Function<CutOffs, Decision<CutOffs, R>> decide) {
    return Answer.of(() -> apply(decide));
  }

  private synchronized <R> R apply(Function<CutOffs, Decision<CutOffs, R>> decide) {
    var decision = decide.apply(cutOffs);
    if (decision instanceof Decision.Store<CutOffs, R>(var changed, _)) {
      cutOffs = changed;
    }
    return decision.result();
  }
}
