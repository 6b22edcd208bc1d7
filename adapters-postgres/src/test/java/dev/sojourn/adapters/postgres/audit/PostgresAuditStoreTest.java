package dev.sojourn.adapters.postgres.audit;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.AuditStoreContract;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Stores;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresAuditStoreTest extends AuditStoreContract {
  private static final Cause CAUSE = Cause.sweeper(T0);

  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected Stores stores() {
    return nodes.one;
  }

  @Override
  protected Stores secondNode() {
    return nodes.other;
  }

  @Test
  void whatIsAboveALineThatIsStillBeingWrittenIsNotSettled() throws SQLException {
    try (var writing = TestPostgres.connect(nodes.url);
        var statement = writing.createStatement()) {
      writing.setAutoCommit(false);
      statement.execute(
          "insert into audit (slot, at, actor_type, action) values (0, now(), 'sweeper',"
              + " 'session_ended')");
      var later = session().build();
      answer(nodes.one.sessions().open(later, CAUSE));
      var above = number(later) - 1;
      for (var i = 0; i < 20; i++) {
        assertTrue(answer(nodes.one.audit().settled()) < above, "a lower one is still to come");
      }
      writing.commit();
      eventually(() -> answer(nodes.one.audit().settled()) >= above);
      assertEquals(
          List.of(above, above + 1),
          answer(nodes.one.audit().between(above - 1, above + 1, 10)).stream()
              .map(Kept::number)
              .toList());
    }
  }

  @Test
  void aLineThatIsNeverCommittedHoldsNothingUp() throws SQLException {
    try (var writing = TestPostgres.connect(nodes.url);
        var statement = writing.createStatement()) {
      writing.setAutoCommit(false);
      statement.execute(
          "insert into audit (slot, at, actor_type, action) values (0, now(), 'sweeper',"
              + " 'session_ended')");
      var later = session().build();
      answer(nodes.one.sessions().open(later, CAUSE));
      writing.rollback();
      var number = number(later);
      eventually(() -> answer(nodes.one.audit().settled()) >= number);
    }
  }

  private long number(Session session) {
    return answer(
            nodes
                .one
                .audit()
                .search(
                    new AuditFilter(
                        Optional.of(session.id()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    Optional.empty(),
                    1))
        .getFirst()
        .number();
  }
}
