package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.LockoutStoreContract;
import dev.sojourn.application.port.LockoutStore;

class MemoryLockoutStoreTest extends LockoutStoreContract {
  private final LockoutStore store = MemoryStores.create(true).lockouts();

  @Override
  protected LockoutStore store() {
    return store;
  }
}
