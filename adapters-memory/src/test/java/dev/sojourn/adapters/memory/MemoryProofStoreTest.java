package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.ProofStoreContract;
import dev.sojourn.application.port.ProofStore;

class MemoryProofStoreTest extends ProofStoreContract {
  private final ProofStore store = MemoryStores.create(true).proofs();

  @Override
  protected ProofStore store() {
    return store;
  }
}
