package dev.sojourn.bootstrap;

import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** A store of fingerprints of token keys whose calls are measured. */
final class MeteredTokenKeyStore implements TokenKeyStore {
  private final TokenKeyStore tokenKeys;
  private final StoreMeter meter;

  MeteredTokenKeyStore(TokenKeyStore tokenKeys, StoreMeter meter) {
    this.tokenKeys = tokenKeys;
    this.meter = meter;
  }

  @Override
  public CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all() {
    return meter.timed(Operation.TOKEN_KEY_ALL, tokenKeys::all);
  }

  @Override
  public CompletionStage<TokenKeyFingerprint> claim(
      KeyId id, TokenKeyFingerprint fingerprint, Instant now) {
    return meter.timed(Operation.TOKEN_KEY_CLAIM, () -> tokenKeys.claim(id, fingerprint, now));
  }
}
