package dev.sojourn.domain.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeyFingerprintTest {
  private static final byte[] KEY = key(1);

  private static byte[] key(int n) {
    return ByteBuffer.allocate(32).putInt(n).array();
  }

  private static TokenKeyFingerprint fingerprint(byte[] key) {
    return KeyRing.of(Map.of(new KeyId(3), new ServerKey(key)))
        .fingerprints()
        .values()
        .iterator()
        .next();
  }

  @Test
  void oneKeyHasOneFingerprintUnderEveryIdAndAnotherKeyAnother() {
    var ring =
        KeyRing.of(
            Map.of(
                new KeyId(1), new ServerKey(KEY),
                new KeyId(9), new ServerKey(KEY),
                new KeyId(200), new ServerKey(key(2))));
    var fingerprints = ring.fingerprints();
    assertEquals(Set.of(new KeyId(1), new KeyId(9), new KeyId(200)), fingerprints.keySet());
    assertEquals(fingerprint(KEY), fingerprints.get(new KeyId(1)));
    assertEquals(fingerprint(KEY), fingerprints.get(new KeyId(9)));
    assertNotEquals(fingerprint(KEY), fingerprints.get(new KeyId(200)));
    assertEquals(fingerprints, ring.beforeNewest().fingerprints());
  }

  /** A store has fingerprints, and seals and marks are elsewhere: none may be the other. */
  @Test
  void itIsNoHashOfTheKeyAndNothingElseThatTheKeyMakes() throws Exception {
    var value = HexFormat.of().parseHex(fingerprint(KEY).value());
    var hash = MessageDigest.getInstance("SHA-256").digest(KEY);
    assertNotEquals(ByteBuffer.wrap(hash, 0, 16), ByteBuffer.wrap(value));
    var mark = KeyRing.of(Map.of(new KeyId(3), new ServerKey(KEY))).mark("token key", new byte[0]);
    assertNotEquals(ByteBuffer.wrap(mark, 1, 16), ByteBuffer.wrap(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "0000000000000000000000000000000G", "0000000000000000000000000000000A"})
  void anyOtherFormIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> new TokenKeyFingerprint(text));
  }

  @Test
  void aSealedSecretNamesTheKeyThatSealedIt() {
    var sealed =
        KeyRing.of(Map.of(new KeyId(200), new ServerKey(KEY))).seal("test", new byte[] {1});
    assertEquals(Optional.of(new KeyId(200)), sealed.keyId());
    assertEquals(Optional.empty(), new SealedSecret(new byte[0]).keyId());
  }
}
