package dev.sojourn.application.port;

import dev.sojourn.domain.token.SigningKeys;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Keeps the keys that sign JWTs, the same for all nodes. */
public interface SigningKeyStore {

  /** All keys, as they are now on every node. */
  CompletionStage<SigningKeys> all();

  /**
   * Applies a decision to all keys, atomically: one such call after the other on all nodes.
   * Completes when the outcome is durable.
   *
   * @param decide may run more than once
   */
  <R> CompletionStage<R> update(Function<SigningKeys, Decision<SigningKeys, R>> decide);
}
