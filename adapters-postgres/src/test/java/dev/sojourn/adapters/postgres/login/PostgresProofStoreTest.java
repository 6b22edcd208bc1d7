package dev.sojourn.adapters.postgres.login;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.ProofStoreContract;
import dev.sojourn.application.port.ProofStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresProofStoreTest extends ProofStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected ProofStore store() {
    return nodes.one.proofs();
  }

  @Override
  protected ProofStore secondNode() {
    return nodes.other.proofs();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }
}
