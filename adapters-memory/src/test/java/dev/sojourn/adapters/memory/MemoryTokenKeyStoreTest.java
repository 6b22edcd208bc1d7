package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.TokenKeyStoreContract;
import dev.sojourn.application.port.TokenKeyStore;

class MemoryTokenKeyStoreTest extends TokenKeyStoreContract {
  private final TokenKeyStore store = MemoryStores.create(true).tokenKeys();

  @Override
  protected TokenKeyStore store() {
    return store;
  }
}
