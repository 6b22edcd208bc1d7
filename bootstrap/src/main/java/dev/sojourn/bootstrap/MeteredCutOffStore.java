package dev.sojourn.bootstrap;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.cutoff.CutOffs;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A store of cut-offs whose calls are measured. */
final class MeteredCutOffStore implements CutOffStore {
  private final CutOffStore cutOffs;
  private final StoreMeter meter;

  MeteredCutOffStore(CutOffStore cutOffs, StoreMeter meter) {
    this.cutOffs = cutOffs;
    this.meter = meter;
  }

  @Override
  public CutOffs inForce() {
    return cutOffs.inForce();
  }

  @Override
  public <R> CompletionStage<R> update(Function<CutOffs, Decision<CutOffs, R>> decide) {
    return meter.timed(Operation.CUT_OFF_UPDATE, () -> cutOffs.update(decide));
  }
}
