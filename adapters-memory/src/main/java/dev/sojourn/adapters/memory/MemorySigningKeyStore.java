package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.token.SigningKeys;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Signing keys in memory: few, so one lock. */
final class MemorySigningKeyStore implements SigningKeyStore {
  private SigningKeys keys = new SigningKeys(List.of());

  @Override
  public CompletionStage<SigningKeys> all() {
    return Answer.of(this::current);
  }

  private synchronized SigningKeys current() {
    return keys;
  }

  @Override
  public <R> CompletionStage<R> update(Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    return Answer.of(() -> apply(decide));
  }

  private synchronized <R> R apply(Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    var decision = decide.apply(keys);
    if (decision instanceof Decision.Store<SigningKeys, R>(var changed, _)) {
      keys = changed;
    }
    return decision.result();
  }
}
