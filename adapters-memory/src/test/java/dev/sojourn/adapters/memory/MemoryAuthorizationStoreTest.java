package dev.sojourn.adapters.memory;

import dev.sojourn.application.contract.AuthorizationStoreContract;
import dev.sojourn.application.port.AuthorizationStore;

class MemoryAuthorizationStoreTest extends AuthorizationStoreContract {
  private final AuthorizationStore store = MemoryStores.create(true).authorizations();

  @Override
  protected AuthorizationStore store() {
    return store;
  }
}
