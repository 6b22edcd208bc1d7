package dev.sojourn.domain.token;

import dev.sojourn.domain.Parsed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server keys: one makes tokens, the newest as a rule, which is the one of the highest id; all
 * are accepted, so a key is replaced with nobody logged out.
 */
public final class KeyRing {
  /** Length of a mark in bytes. */
  public static final int MARK_LENGTH = 17;

  private static final int FINGERPRINT_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;

  private final TreeMap<KeyId, ServerKey> keys;
  private final KeyId maker;

  private KeyRing(TreeMap<KeyId, ServerKey> keys, KeyId maker) {
    this.keys = keys;
    this.maker = maker;
  }

  /**
   * Of which the newest makes tokens.
   *
   * @throws IllegalArgumentException without any key
   */
  public static KeyRing of(Map<KeyId, ServerKey> keys) {
    Parsed.require(keys.isEmpty() ? Optional.of("must have at least one key") : Optional.empty());
    var sorted = new TreeMap<>(keys);
    return new KeyRing(sorted, sorted.lastKey());
  }

  /**
   * The same keys before the newest makes tokens: the one before it does, if there is one. What it
   * makes is good for those who have not heard of the newest yet.
   */
  public KeyRing beforeNewest() {
    return new KeyRing(keys, Optional.ofNullable(keys.lowerKey(keys.lastKey())).orElse(maker));
  }

  /**
   * A mark by which we recognise what we have given out and what is no token, such as a cursor: key
   * id and 16 bytes of HMAC-SHA-256.
   *
   * @param purpose what the content is for; a mark of one purpose is worth nothing for another
   */
  public byte[] mark(String purpose, byte[] content) {
    return mark(maker(), get(maker()), purpose, content);
  }

  /** Whether the content was marked for this purpose by one of our keys; in constant time. */
  public boolean hasMarked(byte[] mark, String purpose, byte[] content) {
    if (mark.length != MARK_LENGTH) {
      return false;
    }
    var id = new KeyId(mark[0] & 0xff);
    return find(id)
        .map(key -> mark(id, key, purpose, content))
        .filter(expected -> MessageDigest.isEqual(expected, mark))
        .isPresent();
  }

  private static byte[] mark(KeyId id, ServerKey key, String purpose, byte[] content) {
    return ByteBuffer.allocate(MARK_LENGTH)
        .put((byte) id.value())
        .put(key.mac(label("mark", purpose), content), 0, MARK_LENGTH - 1)
        .array();
  }

  /**
   * Seals a secret with the key that makes tokens, for a store to keep: AES-256-GCM under a key of
   * its own for the purpose. The nonce is a MAC of the secret, so it comes twice for the same
   * secret only, and no randomness is needed (the idea of RFC 8452).
   */
  public SealedSecret seal(String purpose, byte[] secret) {
    var id = maker();
    var nonce = Arrays.copyOf(get(id).mac(label("nonce", purpose), secret), NONCE_LENGTH);
    var sealed = crypt(Cipher.ENCRYPT_MODE, get(id), purpose, nonce, secret).orElseThrow();
    return new SealedSecret(
        ByteBuffer.allocate(1 + NONCE_LENGTH + sealed.length)
            .put((byte) id.value())
            .put(nonce)
            .put(sealed)
            .array());
  }

  /** The secret, if it was sealed for this purpose with one of our keys. */
  public Optional<byte[]> open(String purpose, SealedSecret sealed) {
    var bytes = sealed.bytes();
    if (bytes.length <= 1 + NONCE_LENGTH) {
      return Optional.empty();
    }
    var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_LENGTH);
    var content = Arrays.copyOfRange(bytes, 1 + NONCE_LENGTH, bytes.length);
    return find(new KeyId(bytes[0] & 0xff))
        .flatMap(key -> crypt(Cipher.DECRYPT_MODE, key, purpose, nonce, content));
  }

  private static Optional<byte[]> crypt(
      int mode, ServerKey key, String purpose, byte[] nonce, byte[] content) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(key.mac(label("seal", purpose)), "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      return Optional.of(cipher.doFinal(content));
    } catch (AEADBadTagException notOurs) {
      return Optional.empty();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The fingerprint of each key, by which two nodes tell whether an id names the same key. */
  public SortedMap<KeyId, TokenKeyFingerprint> fingerprints() {
    var fingerprints = new TreeMap<KeyId, TokenKeyFingerprint>();
    keys.forEach((id, key) -> fingerprints.put(id, fingerprint(key)));
    return Collections.unmodifiableSortedMap(fingerprints);
  }

  private static TokenKeyFingerprint fingerprint(ServerKey key) {
    var mac = key.mac(label("fingerprint", "token key"));
    return new TokenKeyFingerprint(HexFormat.of().formatHex(mac, 0, FINGERPRINT_LENGTH));
  }

  private static byte[] label(String kind, String purpose) {
    return ("sojourn " + kind + " " + purpose + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The key that makes tokens. */
  KeyId maker() {
    return maker;
  }

  Optional<ServerKey> find(KeyId id) {
    return Optional.ofNullable(keys.get(id));
  }

  ServerKey get(KeyId id) {
    return find(id).orElseThrow();
  }
}
