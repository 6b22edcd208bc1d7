package dev.sojourn.adapters.postgres.key;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.SigningKeyStoreContract;
import dev.sojourn.application.fake.FakeJose;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.application.token.SigningKeyRing;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSigningKeyStoreTest extends SigningKeyStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected SigningKeyStore store() {
    return nodes.one.signingKeys();
  }

  @Override
  protected SigningKeyStore secondNode() {
    return nodes.other.signingKeys();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }

  private static final KeyRing SERVER_KEYS =
      KeyRing.of(Map.of(new KeyId(1), new ServerKey(new byte[ServerKey.SHORTEST])));

  private final FakeJose jose = new FakeJose();

  private SigningKeyRing ring(SigningKeyStore node) {
    return new SigningKeyRing(node, jose, () -> SERVER_KEYS, () -> Runnable::run);
  }

  private static SigningKey key() {
    return new SigningKey(
        new KeyThumbprint("L".repeat(42) + "A"),
        SigningAlgorithm.EDDSA,
        "{}",
        new SealedSecret(new byte[] {1}),
        T0,
        T0,
        Duration.ofMinutes(15));
  }

  private static boolean knows(SigningKeyRing ring) {
    return answer(ring.verifier(key().id().value())).isPresent();
  }

  /** Nothing polls here: what the other node learns it has heard. */
  @Test
  void aKeyThatIsWithdrawnOnOneNodeIsTakenByTheOtherNoLonger() {
    answer(store().update(keys -> Decision.store(keys.and(key()), 0)));
    var other = ring(secondNode());
    eventually(() -> knows(other));
    answer(store().update(keys -> Decision.store(keys.without(key().id()), 0)));
    eventually(() -> !knows(other));
  }

  @Test
  void aNodeThatDoesNotHearAsksTheStore() {
    answer(store().update(keys -> Decision.store(keys.and(key()), 0)));
    var other = ring(secondNode());
    eventually(() -> knows(other));
    nodes.deafen();
    answer(store().update(keys -> Decision.store(keys.without(key().id()), 0)));
    // whether it hears again by now or not, but for the moment that it takes to notice
    eventually(() -> !knows(other));
    eventually(() -> secondNode().changes().isPresent());
    assertFalse(knows(other));
  }
}
