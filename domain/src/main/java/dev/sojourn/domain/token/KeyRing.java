package dev.sojourn.domain.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server keys: tokens are made with the newest, which is the one of the highest id, and all are
 * accepted, so a key is replaced with nobody logged out.
 */
public final class KeyRing {
  /** Length of a mark in bytes. */
  public static final int MARK_LENGTH = 17;

  private final TreeMap<KeyId, ServerKey> keys;

  /**
   * @throws IllegalArgumentException without any key
   */
  public KeyRing(Map<KeyId, ServerKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("must have at least one key");
    }
    this.keys = new TreeMap<>(keys);
  }

  /**
   * A mark by which we recognise what we have given out and what is no token, such as a cursor: key
   * id and 16 bytes of HMAC-SHA-256.
   *
   * @param purpose what the content is for; a mark of one purpose is worth nothing for another
   */
  public byte[] mark(String purpose, byte[] content) {
    return mark(newest(), get(newest()), purpose, content);
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
    var named = ("sojourn mark " + purpose + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(MARK_LENGTH)
        .put((byte) id.value())
        .put(key.mac(named, content), 0, MARK_LENGTH - 1)
        .array();
  }

  /** The key that makes tokens. */
  KeyId newest() {
    return keys.lastKey();
  }

  Optional<ServerKey> find(KeyId id) {
    return Optional.ofNullable(keys.get(id));
  }

  ServerKey get(KeyId id) {
    return find(id).orElseThrow();
  }
}
