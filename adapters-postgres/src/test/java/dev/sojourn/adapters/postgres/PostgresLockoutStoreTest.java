package dev.sojourn.adapters.postgres;

import dev.sojourn.application.contract.LockoutStoreContract;
import dev.sojourn.application.port.LockoutStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresLockoutStoreTest extends LockoutStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected LockoutStore store() {
    return nodes.one.lockouts();
  }

  @Override
  protected LockoutStore secondNode() {
    return nodes.other.lockouts();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
