package dev.sojourn.bootstrap;

import dev.sojourn.application.port.ProofStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A store of used proofs whose calls are measured. */
final class MeteredProofStore implements ProofStore {
  private final ProofStore proofs;
  private final StoreMeter meter;

  MeteredProofStore(ProofStore proofs, StoreMeter meter) {
    this.proofs = proofs;
    this.meter = meter;
  }

  @Override
  public CompletionStage<Boolean> use(UUID proof, Instant goodUntil) {
    return meter.timed(Operation.PROOF_USE, () -> proofs.use(proof, goodUntil));
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return meter.timed(Operation.PROOF_PURGE, () -> proofs.purge(now, limit));
  }
}
