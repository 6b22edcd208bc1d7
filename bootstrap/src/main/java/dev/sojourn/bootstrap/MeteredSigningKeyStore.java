package dev.sojourn.bootstrap;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.token.SigningKeys;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A store of signing keys whose calls are measured. */
final class MeteredSigningKeyStore implements SigningKeyStore {
  private final SigningKeyStore signingKeys;
  private final StoreMeter meter;

  MeteredSigningKeyStore(SigningKeyStore signingKeys, StoreMeter meter) {
    this.signingKeys = signingKeys;
    this.meter = meter;
  }

  @Override
  public OptionalLong changes() {
    return signingKeys.changes();
  }

  @Override
  public CompletionStage<SigningKeys> all() {
    return meter.timed(Operation.SIGNING_KEY_ALL, signingKeys::all);
  }

  @Override
  public <R> CompletionStage<R> update(Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    return meter.timed(Operation.SIGNING_KEY_UPDATE, () -> signingKeys.update(decide));
  }
}
