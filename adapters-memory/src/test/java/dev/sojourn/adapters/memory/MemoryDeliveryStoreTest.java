package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.DeliveryStoreContract;
import dev.sojourn.application.port.DeliveryStore;

class MemoryDeliveryStoreTest extends DeliveryStoreContract {
  private final DeliveryStore store = MemoryStores.create(true).deliveries();

  @Override
  protected DeliveryStore store() {
    return store;
  }
}
