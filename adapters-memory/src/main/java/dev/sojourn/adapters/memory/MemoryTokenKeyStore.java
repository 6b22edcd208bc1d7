package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Fingerprints of token keys in memory. */
final class MemoryTokenKeyStore implements TokenKeyStore {
  private final ConcurrentHashMap<KeyId, TokenKeyFingerprint> fingerprints =
      new ConcurrentHashMap<>();

  @Override
  public CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all() {
    return Answer.of(() -> new TreeMap<>(fingerprints));
  }

  @Override
  public CompletionStage<TokenKeyFingerprint> claim(
      KeyId id, TokenKeyFingerprint fingerprint, Instant now) {
    return Answer.of(() -> fingerprints.computeIfAbsent(id, _ -> fingerprint));
  }
}
