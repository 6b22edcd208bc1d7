package dev.sojourn.application.port;

import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * Stores which token key each key id names, the same for all nodes: a fingerprint for each id,
 * never a key.
 */
public interface TokenKeyStore {

  /** All that is stored. */
  CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all();

  /**
   * Stores the fingerprint of an id unless the id has one already, atomically; it is never changed
   * afterwards. Completes with the fingerprint that the id has, when it is durable.
   *
   * @param now stored with it, for operators
   */
  CompletionStage<TokenKeyFingerprint> claim(
      KeyId id, TokenKeyFingerprint fingerprint, Instant now);
}
