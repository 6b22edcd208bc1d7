package dev.sojourn.adapters.postgres.cutoff;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.CutOffStoreContract;
import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresCutOffStoreTest extends CutOffStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected CutOffStore store() {
    return nodes.one.cutOffs();
  }

  @Override
  protected CutOffStore secondNode() {
    return nodes.other.cutOffs();
  }

  @Override
  protected void empty() {
    nodes.empty();
    // What is in force is in memory, too: it is looked at anew with every update.
    answer(store().update(_ -> Decision.unchanged(0)));
    answer(secondNode().update(_ -> Decision.unchanged(0)));
  }

  /** The commit that tells of a cut-off has the table locked before anybody can look. */
  @Test
  void aNodeThatCannotLookWhenItIsToldBelievesNothingUntilItHasLooked() throws Exception {
    var session = SampleSessions.session().build();
    answer(nodes.one.sessions().open(session, Cause.sweeper(T0)));
    try (var telling = TestPostgres.connect(nodes.url);
        var locking = TestPostgres.connect(nodes.url);
        var tell = telling.createStatement();
        var lock = locking.createStatement()) {
      telling.setAutoCommit(false);
      locking.setAutoCommit(false);
      tell.execute(
          "insert into cut_off (scope, name, before, since) values"
              + " ('everybody', '', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z');"
              + " select pg_notify('sojourn_cut_off', '')");
      var locked =
          CompletableFuture.runAsync(
              () -> {
                try {
                  lock.execute("lock table cut_off in access exclusive mode");
                } catch (SQLException failed) {
                  throw new IllegalStateException(failed);
                }
              });
      eventually(
          () ->
              TestPostgres.query(
                      nodes.url,
                      "select 1 from pg_locks where not granted"
                          + " and relation = 'cut_off'::regclass")
                  .equals(List.of("1")));
      telling.commit();
      answer(locked);
      // until both have given up
      var since = System.nanoTime();
      eventually(() -> System.nanoTime() - since > Duration.ofSeconds(4).toNanos());
      locking.rollback();
    }
    eventually(
        () ->
            nodes.one.cutOffs().inForce().ending(session).isPresent()
                && nodes.other.cutOffs().inForce().ending(session).isPresent());
  }

  @Test
  void aNodeThatDoesNotHearLooksBeforeItAnswers() {
    var session = SampleSessions.session().build();
    answer(nodes.one.sessions().open(session, Cause.sweeper(T0)));
    nodes.deafen();
    var cutOff = new CutOff(new Scope.Everybody(), T0, T0);
    answer(store().update(all -> Decision.store(all.and(cutOff), 0)));
    // whether it hears again by now or not, but for the moment that it takes to notice
    eventually(
        () -> {
          answer(nodes.other.sessions().find(session.id()));
          return secondNode().inForce().ending(session).equals(Optional.of(cutOff));
        });
    answer(
        nodes
            .other
            .sessions()
            .update(
                session.id(),
                stored -> {
                  assertTrue(secondNode().inForce().ending(stored.orElseThrow()).isPresent());
                  return Decision.unchanged(0);
                }));
  }
}
