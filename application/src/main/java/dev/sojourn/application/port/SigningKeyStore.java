package dev.sojourn.application.port;

import dev.sojourn.domain.token.SigningKeys;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Keeps the keys that sign JWTs, the same for all nodes. */
public interface SigningKeyStore {

  /**
   * Counts the changes that this node has heard of, on whatever node they were made; each is heard
   * of within the second that ends of sessions take. What {@link #all} gave while the count was the
   * same still holds. Empty while this node does not hear of the others' changes, though the store
   * could be asked: then only what {@link #all} answers is known. At once, from memory.
   */
  OptionalLong changes();

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
