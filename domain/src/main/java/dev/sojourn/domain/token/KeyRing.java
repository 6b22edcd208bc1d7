package dev.sojourn.domain.token;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server keys: tokens are made with the newest, which is the one of the highest id, and all are
 * accepted, so a key is replaced with nobody logged out.
 */
public final class KeyRing {
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
