package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.ProofStore;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every proof store promises. A store's own test extends this and supplies the store. */
public abstract class ProofStoreContract {
  /** The store, as one node has it. */
  protected abstract ProofStore store();

  /** The store, as another node has it: the same data. */
  protected ProofStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  @Test
  void aProofIsUsedOnce() {
    var proof = UUID.randomUUID();
    assertTrue(answer(store().use(proof, T0)));
    assertFalse(answer(store().use(proof, T0)));
    assertFalse(answer(secondNode().use(proof, T0.plusSeconds(60))));
    assertTrue(answer(store().use(UUID.randomUUID(), T0)));
  }

  @Test
  void ofAllWhoUseItAtOnceOnOneNodeOrAnotherOneIsFirst() {
    var proof = UUID.randomUUID();
    var answers = atOnce(50, n -> (n % 2 == 0 ? store() : secondNode()).use(proof, T0));
    assertEquals(1, answers.stream().filter(first -> first).count());
  }

  @Test
  void whatIsGoodForNothingIsPurgedTheRestIsKept() {
    var past = UUID.randomUUID();
    var good = UUID.randomUUID();
    answer(store().use(past, T0));
    answer(store().use(good, T0.plusMillis(1)));
    assertEquals(1, answer(store().purge(T0, 100)));
    assertEquals(0, answer(store().purge(T0, 100)));
    assertTrue(answer(store().use(past, T0)));
    assertFalse(answer(store().use(good, T0)));
  }

  @Test
  void aPurgeKeepsWithinItsLimit() {
    IntStream.range(0, 5).forEach(_ -> answer(store().use(UUID.randomUUID(), T0)));
    assertEquals(3, answer(store().purge(T0, 3)));
    assertEquals(2, answer(store().purge(T0, 3)));
  }
}
