package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.SessionStoreContract;
import dev.sojourn.application.port.SessionStore;

class MemorySessionStoreTest extends SessionStoreContract {
  private final SessionStore store = MemoryStores.create(true).sessions();

  @Override
  protected SessionStore store() {
    return store;
  }
}
