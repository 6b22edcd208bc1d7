package dev.sojourn.adapters.postgres.lockout;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.LockoutStoreContract;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresLockoutStoreTest extends LockoutStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected LockoutStore store() {
    return nodes.one.lockouts();
  }

  @Override
  protected LockoutStore secondNode() {
    return nodes.other.lockouts();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }

  /** As they were written before such characters were left out of subjects. */
  @Test
  void rowsUnderNamesWithCharactersThatNobodySeesAreNotListed() {
    for (var name : new String[] {"a\u200Bda", "b\u00ADob", "eve\uDB40\uDC41", "zoe"}) {
      TestPostgres.execute(
          nodes.url,
          ("insert into lockout values ('%s', '[]', '[]', '2100-01-01T00:00:00Z',"
                  + " '2100-01-01T00:00:00Z', 1)")
              .formatted(name));
    }
    assertEquals(
        List.of(new Subject("zoe")),
        answer(store().locked(T0, Optional.empty(), 10)).stream().map(Lockout::subject).toList());
  }

  @Test
  void aLineOfTheAuditTrailAboutSuchANameIsReadInTheFormOfToday() {
    TestPostgres.execute(
        nodes.url,
        "insert into audit (slot, at, actor_type, actor, action, subject) values"
            + " (0, '2026-03-01T12:00:00Z', 'policy', 'default', 'subject_locked', 'a\u200Bda')");
    var lines = answer(nodes.one.audit().search(AuditFilter.ALL, Optional.empty(), 10));
    assertEquals(Optional.of(new Subject("ada")), lines.getFirst().entry().about().subject());
  }
}
