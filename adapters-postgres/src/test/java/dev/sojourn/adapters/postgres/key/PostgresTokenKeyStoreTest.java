package dev.sojourn.adapters.postgres.key;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.TokenKeyStoreContract;
import dev.sojourn.application.port.TokenKeyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTokenKeyStoreTest extends TokenKeyStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected TokenKeyStore store() {
    return nodes.one.tokenKeys();
  }

  @Override
  protected TokenKeyStore secondNode() {
    return nodes.other.tokenKeys();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
