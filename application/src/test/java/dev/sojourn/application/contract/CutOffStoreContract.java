package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store of cut-offs promises. A store's own test extends this and supplies the store.
 */
public abstract class CutOffStoreContract {
  /** The store, as one node has it. */
  protected abstract CutOffStore store();

  /** The store, as another node has it: the same data. */
  protected CutOffStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  private static CutOff ofUser(String user, int second) {
    return new CutOff(
        new Scope.OfUser(new UserId(user)), T0.plusSeconds(second), T0.plusSeconds(second));
  }

  @Test
  void everyScopeIsKeptAsItIsAndInForceOnceItIsAcknowledged() {
    var all =
        new CutOffs(
            List.of(
                new CutOff(new Scope.Everybody(), T0.minusSeconds(9), T0.plusMillis(1)),
                new CutOff(new Scope.OfPolicy(new PolicyName("kiosk")), T0, T0),
                new CutOff(new Scope.OfClient(new ClientId("shop \u00fc")), T0, T0),
                CutOff.disabling(new Scope.OfUser(new UserId("ada \ud83d\udd11")), T0)));
    assertEquals("done", answer(store().update(_ -> Decision.store(all, "done"))));
    assertEquals(all, store().inForce());
    eventually(() -> secondNode().inForce().equals(all));
  }

  @Test
  void oneForAScopeMayBeReplaced() {
    answer(store().update(all -> Decision.store(all.with(ofUser("ada", 5)), 0)));
    var earlier = ofUser("ada", 1);
    answer(store().update(all -> Decision.store(all.with(earlier), 0)));
    assertEquals(new CutOffs(List.of(earlier)), store().inForce());
  }

  @Test
  void ofAllNodesThatAddAtOnceNoneOverwritesAnother() {
    atOnce(
        8,
        n ->
            (n % 2 == 0 ? store() : secondNode())
                .update(all -> Decision.store(all.and(ofUser("user-" + n, n)), n)));
    eventually(() -> store().inForce().all().size() == 8);
    eventually(() -> secondNode().inForce().all().size() == 8);
  }

  @Test
  void whatIsUnchangedIsNotWritten() {
    answer(store().update(all -> Decision.store(all.and(ofUser("ada", 1)), 0)));
    assertEquals("as it was", answer(store().update(_ -> Decision.unchanged("as it was"))));
    assertEquals(1, store().inForce().all().size());
  }

  @Test
  void aDecisionThatThrowsFailsItsCallAndChangesNothing() {
    var failure =
        failure(
            store()
                .update(
                    _ -> {
                      throw new IllegalStateException("undecided");
                    }));
    assertTrue(String.valueOf(failure).contains("undecided"));
    assertEquals(CutOffs.NONE, store().inForce());
  }

  @Test
  void aSessionIsEndedByTheOneThatDidSoFirst() {
    var session = SampleSessions.session().of(new UserId("ada")).build();
    answer(store().update(all -> Decision.store(all.and(ofUser("ada", 5)), 0)));
    answer(
        store()
            .update(
                all ->
                    Decision.store(
                        all.and(new CutOff(new Scope.Everybody(), T0, T0.plusSeconds(2))), 0)));
    assertEquals(T0.plusSeconds(2), store().inForce().ending(session).orElseThrow().end().at());
  }
}
