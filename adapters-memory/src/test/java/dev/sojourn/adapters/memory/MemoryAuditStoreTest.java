package dev.sojourn.adapters.memory;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.contract.AuditStoreContract;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.Stores;
import dev.sojourn.domain.audit.Cause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryAuditStoreTest extends AuditStoreContract {
  private final Stores stores = MemoryStores.create(true);

  @Override
  protected Stores stores() {
    return stores;
  }

  @Test
  void aPlaceThatIsNotAuditedKeepsNoTrail() {
    var silent = MemoryStores.create(false);
    var session = session().build();
    answer(silent.sessions().open(session, Cause.sweeper(T0)));
    assertEquals(List.of(), answer(silent.audit().search(AuditFilter.ALL, Optional.empty(), 10)));
  }
}
