package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakeAuditStore;
import dev.sojourn.application.fake.FakeSigningKeyStore;
import dev.sojourn.application.fake.FakeTokenKeyStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.token.CheckTokenKeys.Findings;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CheckTokenKeysTest {
  private final FakeTokenKeyStore tokenKeys = new FakeTokenKeyStore();
  private final FakeSigningKeyStore signingKeys = new FakeSigningKeyStore(new FakeAuditStore());
  private final CheckTokenKeys check = new CheckTokenKeys(tokenKeys, signingKeys, () -> T0);

  private static ServerKey key(int n) {
    return new ServerKey(ByteBuffer.allocate(32).putInt(n).array());
  }

  private static KeyRing ring(int id, int key) {
    return KeyRing.of(Map.of(new KeyId(id), key(key)));
  }

  private static KeyRing ring(int id, int key, int otherId, int otherKey) {
    return KeyRing.of(Map.of(new KeyId(id), key(key), new KeyId(otherId), key(otherKey)));
  }

  private static Findings findings(Set<Integer> replaced, Set<Integer> missing) {
    return new Findings(ids(replaced), ids(missing));
  }

  private static TreeSet<KeyId> ids(Set<Integer> ids) {
    var set = new TreeSet<KeyId>();
    ids.forEach(id -> set.add(new KeyId(id)));
    return set;
  }

  private void signingKeySealedBy(KeyRing ring) {
    var key =
        new SigningKey(
            new KeyThumbprint("A".repeat(43)),
            SigningAlgorithm.EDDSA,
            "{}",
            ring.seal(SigningKeyRing.PURPOSE, new byte[] {1}),
            T0,
            T0,
            Duration.ZERO);
    answer(signingKeys.update(keys -> Decision.store(keys.and(key), key)));
  }

  @Test
  void whatIsNewToTheStoreIsStoredAndGoodFromThenOn() {
    assertEquals(findings(Set.of(), Set.of()), answer(check.check(ring(1, 11))));
    assertEquals(findings(Set.of(), Set.of()), answer(check.check(ring(1, 11))));
    assertEquals(Set.of(new KeyId(1)), answer(tokenKeys.all()).keySet());
  }

  @Test
  void anIdThatTheStoreKnowsWithAnotherKeyIsFoundAndNothingIsStored() {
    answer(check.check(ring(1, 11)));
    assertEquals(findings(Set.of(1), Set.of()), answer(check.check(ring(1, 12, 2, 13))));
    assertEquals(ring(1, 11).fingerprints(), answer(tokenKeys.all()));
  }

  @Test
  void aKeyIsReplacedByOneOfAnotherIdAndNotBroughtBackAsAnother() {
    answer(check.check(ring(1, 11)));
    assertEquals(findings(Set.of(), Set.of()), answer(check.check(ring(1, 11, 2, 12))));
    assertEquals(findings(Set.of(), Set.of()), answer(check.check(ring(2, 12))));
    assertEquals(findings(Set.of(1), Set.of()), answer(check.check(ring(1, 13, 2, 12))));
  }

  @Test
  void aSigningKeyThatNoConfiguredKeyOpensNamesTheKeyThatIsMissing() {
    signingKeySealedBy(ring(1, 11));
    assertEquals(findings(Set.of(), Set.of()), answer(check.check(ring(1, 11))));
    assertEquals(findings(Set.of(), Set.of(1)), answer(check.check(ring(2, 12))));
    assertEquals(findings(Set.of(1), Set.of(1)), answer(check.check(ring(1, 12))));
  }
}
