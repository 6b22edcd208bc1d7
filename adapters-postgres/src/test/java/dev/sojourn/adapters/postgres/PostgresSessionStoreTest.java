package dev.sojourn.adapters.postgres;

import dev.sojourn.application.contract.SessionStoreContract;
import dev.sojourn.application.port.SessionStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSessionStoreTest extends SessionStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected SessionStore store() {
    return nodes.one.sessions();
  }

  @Override
  protected SessionStore secondNode() {
    return nodes.other.sessions();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
