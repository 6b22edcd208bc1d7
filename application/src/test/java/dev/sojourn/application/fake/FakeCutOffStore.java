package dev.sojourn.application.fake;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.cutoff.CutOffs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One value and one lock. */
public final class FakeCutOffStore implements CutOffStore {
  private final FakeAuditStore audit;
  private CutOffs cutOffs = CutOffs.NONE;

  public FakeCutOffStore(FakeAuditStore audit) {
    this.audit = audit;
  }

  @Override
  public synchronized CutOffs inForce() {
    return cutOffs;
  }

  @Override
  public synchronized <R> CompletionStage<R> update(
      Function<CutOffs, Decision<CutOffs, R>> decide) {
    try {
      var decision = decide.apply(cutOffs);
      if (decision instanceof Decision.Store<CutOffs, R> store && !store.value().equals(cutOffs)) {
        audit.keep(store.trail(cutOffs, AuditTrail::ofCutOffs));
        cutOffs = store.value();
      }
      return CompletableFuture.completedFuture(decision.result());
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
  }
}
