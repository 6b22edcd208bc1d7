package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every token key store promises. A store's own test extends this and supplies the store. */
public abstract class TokenKeyStoreContract {
  private static final TokenKeyFingerprint FIRST = fingerprint(1);
  private static final TokenKeyFingerprint OTHER = fingerprint(2);

  /** The store, as one node has it. */
  protected abstract TokenKeyStore store();

  /** The store, as another node has it: the same data. */
  protected TokenKeyStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  private static TokenKeyFingerprint fingerprint(int n) {
    return new TokenKeyFingerprint("%032x".formatted(n));
  }

  @Test
  void anIdHasTheFingerprintThatItWasGivenFirstOnEveryNode() {
    assertEquals(Map.of(), answer(store().all()));
    assertEquals(FIRST, answer(store().claim(new KeyId(7), FIRST, T0)));
    assertEquals(FIRST, answer(secondNode().claim(new KeyId(7), OTHER, T0.plusSeconds(60))));
    assertEquals(FIRST, answer(store().claim(new KeyId(7), FIRST, T0)));
    assertEquals(Map.of(new KeyId(7), FIRST), answer(secondNode().all()));
  }

  @Test
  void everyIdHasItsOwn() {
    answer(store().claim(new KeyId(0), FIRST, T0));
    answer(secondNode().claim(new KeyId(255), OTHER, T0));
    answer(store().claim(new KeyId(7), FIRST, T0));
    assertEquals(
        Map.of(new KeyId(0), FIRST, new KeyId(255), OTHER, new KeyId(7), FIRST),
        answer(store().all()));
  }

  @Test
  void ofAllWhoClaimAnIdAtOnceOneIsFirstAndAllAreToldTheSame() {
    var told =
        atOnce(
            50, n -> (n % 2 == 0 ? store() : secondNode()).claim(new KeyId(3), fingerprint(n), T0));
    assertEquals(
        Set.copyOf(answer(store().all()).values()), told.stream().collect(Collectors.toSet()));
  }
}
