package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.SigningKeyStoreContract;
import dev.sojourn.application.port.SigningKeyStore;

class MemorySigningKeyStoreTest extends SigningKeyStoreContract {
  private final SigningKeyStore store = MemoryStores.create(true).signingKeys();

  @Override
  protected SigningKeyStore store() {
    return store;
  }
}
