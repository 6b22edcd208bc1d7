package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.CutOffStoreContract;
import dev.sojourn.application.port.CutOffStore;

class MemoryCutOffStoreTest extends CutOffStoreContract {
  private final CutOffStore store = MemoryStores.create(true).cutOffs();

  @Override
  protected CutOffStore store() {
    return store;
  }
}
