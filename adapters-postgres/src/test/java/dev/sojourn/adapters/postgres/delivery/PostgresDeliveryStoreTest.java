package dev.sojourn.adapters.postgres.delivery;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.DeliveryStoreContract;
import dev.sojourn.application.port.DeliveryStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresDeliveryStoreTest extends DeliveryStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected DeliveryStore store() {
    return nodes.one.deliveries();
  }

  @Override
  protected DeliveryStore secondNode() {
    return nodes.other.deliveries();
  }
}
