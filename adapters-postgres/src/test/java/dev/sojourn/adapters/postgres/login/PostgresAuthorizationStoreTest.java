package dev.sojourn.adapters.postgres.login;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.AuthorizationStoreContract;
import dev.sojourn.application.port.AuthorizationStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresAuthorizationStoreTest extends AuthorizationStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected AuthorizationStore store() {
    return nodes.one.authorizations();
  }

  @Override
  protected AuthorizationStore secondNode() {
    return nodes.other.authorizations();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
