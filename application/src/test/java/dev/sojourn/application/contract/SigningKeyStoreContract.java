package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of signing keys promises. A store's own test extends this. */
public abstract class SigningKeyStoreContract {
  /** The store, as one node has it. */
  protected abstract SigningKeyStore store();

  /** The store, as another node has it: the same data. */
  protected SigningKeyStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  @Test
  void atFirstThereIsNone() {
    assertEquals(new SigningKeys(List.of()), answer(store().all()));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsKeptAsItIsOnEveryNode(SigningAlgorithm algorithm) {
    var key = key(1, algorithm);
    assertEquals("done", answer(store().update(keys -> Decision.store(keys.and(key), "done"))));
    assertEquals(List.of(key), answer(store().all()).all());
    assertEquals(List.of(key), answer(secondNode().all()).all());
  }

  @Test
  void aDecisionSeesAllKeysAndMayChangeThemAll() {
    var keys = new SigningKeys(List.of(key(1), key(2), key(3)));
    answer(store().update(_ -> Decision.store(keys, 0)));
    var longer = answer(store().all()).tidied(T0, Duration.ofDays(2));
    answer(
        secondNode()
            .update(
                seen -> {
                  assertEquals(keys, seen);
                  return Decision.store(longer.without(key(2).id()).and(key(4)), 0);
                }));
    assertEquals(longer.without(key(2).id()).and(key(4)), answer(store().all()));
  }

  @Test
  void whatIsUnchangedIsNotWritten() {
    answer(store().update(keys -> Decision.store(keys.and(key(1)), 0)));
    assertEquals("as it was", answer(store().update(_ -> Decision.unchanged("as it was"))));
    assertEquals(List.of(key(1)), answer(store().all()).all());
  }

  @Test
  void ofAllNodesThatAddAtOnceNoneOverwritesAnother() {
    atOnce(
        8,
        n ->
            (n % 2 == 0 ? store() : secondNode())
                .update(keys -> Decision.store(keys.and(key(n)), n)));
    assertEquals(8, answer(store().all()).all().size());
  }

  @Test
  void aDecisionThatThrowsFailsItsCallAndChangesNothing() {
    answer(store().update(keys -> Decision.store(keys.and(key(1)), 0)));
    var failure =
        failure(
            store()
                .update(
                    _ -> {
                      throw new IllegalStateException("undecided");
                    }));
    assertTrue(String.valueOf(failure).contains("undecided"));
    assertEquals(List.of(key(1)), answer(secondNode().all()).all());
  }

  @Test
  void aNodeHearsOfTheChangesOfAnother() {
    var before = secondNode().changes();
    answer(store().update(keys -> Decision.store(keys.and(key(1)), 0)));
    eventually(() -> secondNode().changes().isPresent() && !secondNode().changes().equals(before));
  }

  static SigningKey key(int number) {
    return key(number, SigningAlgorithm.EDDSA);
  }

  private static SigningKey key(int number, SigningAlgorithm algorithm) {
    return new SigningKey(
        new KeyThumbprint("%04d".formatted(number) + "B".repeat(38) + "A"),
        algorithm,
        "{\"kty\":\"OKP\",\"x\":\"ü\"}",
        new SealedSecret(new byte[] {1, 2, (byte) number}),
        T0.plusMillis(number),
        T0.plusSeconds(number),
        Duration.ofMinutes(15).plusMillis(5));
  }
}
