package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.IdempotencyStoreContract;
import dev.sojourn.application.port.IdempotencyStore;

class MemoryIdempotencyStoreTest extends IdempotencyStoreContract {
  private final IdempotencyStore store = MemoryStores.create(true).idempotency();

  @Override
  protected IdempotencyStore store() {
    return store;
  }
}
