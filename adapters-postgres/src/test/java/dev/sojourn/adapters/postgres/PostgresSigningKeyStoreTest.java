package dev.sojourn.adapters.postgres;

import dev.sojourn.application.contract.SigningKeyStoreContract;
import dev.sojourn.application.port.SigningKeyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSigningKeyStoreTest extends SigningKeyStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected SigningKeyStore store() {
    return nodes.one.signingKeys();
  }

  @Override
  protected SigningKeyStore secondNode() {
    return nodes.other.signingKeys();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
