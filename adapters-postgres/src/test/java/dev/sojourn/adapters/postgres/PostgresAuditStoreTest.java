package dev.sojourn.adapters.postgres;

import dev.sojourn.application.contract.AuditStoreContract;
import dev.sojourn.application.port.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresAuditStoreTest extends AuditStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected Stores stores() {
    return nodes.one;
  }

  @Override
  protected Stores secondNode() {
    return nodes.other;
  }
}
