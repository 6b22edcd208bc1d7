package dev.sojourn.adapters.postgres.login;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.IdempotencyStoreContract;
import dev.sojourn.application.port.IdempotencyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIdempotencyStoreTest extends IdempotencyStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected IdempotencyStore store() {
    return nodes.one.idempotency();
  }

  @Override
  protected IdempotencyStore secondNode() {
    return nodes.other.idempotency();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
