package dev.sojourn.application.fake;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.token.SigningKeys;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One value and one lock; counts how often it is looked into. */
public final class FakeSigningKeyStore implements SigningKeyStore {
  private SigningKeys keys = new SigningKeys(List.of());
  private int looks;

  @Override
  public synchronized CompletionStage<SigningKeys> all() {
    looks++;
    return CompletableFuture.completedFuture(keys);
  }

  @Override
  public synchronized <R> CompletionStage<R> update(
      Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    try {
      var decision = decide.apply(keys);
      if (decision instanceof Decision.Store<SigningKeys, R>(var changed, _, _)) {
        keys = changed;
      }
      return CompletableFuture.completedFuture(decision.result());
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
  }

  /** How often {@link #all} was called. */
  public synchronized int looks() {
    return looks;
  }
}
