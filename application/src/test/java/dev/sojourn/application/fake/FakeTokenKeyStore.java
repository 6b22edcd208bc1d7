package dev.sojourn.application.fake;

import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map and one lock. */
public final class FakeTokenKeyStore implements TokenKeyStore {
  private final SortedMap<KeyId, TokenKeyFingerprint> fingerprints = new TreeMap<>();

  @Override
  public synchronized CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all() {
    return CompletableFuture.completedFuture(new TreeMap<>(fingerprints));
  }

  @Override
  public synchronized CompletionStage<TokenKeyFingerprint> claim(
      KeyId id, TokenKeyFingerprint fingerprint, Instant now) {
    fingerprints.putIfAbsent(id, fingerprint);
    return CompletableFuture.completedFuture(fingerprints.getOrDefault(id, fingerprint));
  }
}
