package dev.sojourn.adapters.memory;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sojourn.application.port.Decision;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryStoresTest {
  @Test
  void theStoresOfOnePlaceAreAlwaysTheSame() {
    var stores = MemoryStores.create(true);

    assertSame(stores.sessions(), stores.sessions());
    assertSame(stores.authorizations(), stores.authorizations());
    assertSame(stores.lockouts(), stores.lockouts());
  }

  @Test
  void storesThatWereMadeApartShareNothing() {
    var session = session().build();
    answer(
        MemoryStores.create(true)
            .sessions()
            .update(session.id(), _ -> Decision.store(session, "opened")));

    assertEquals(Optional.empty(), answer(MemoryStores.create(true).sessions().find(session.id())));
  }

  @Test
  void closingCompletes() {
    answer(MemoryStores.create(true).close());
  }
}
