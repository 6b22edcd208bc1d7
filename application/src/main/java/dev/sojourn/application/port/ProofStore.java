package dev.sojourn.application.port;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Keeps which DPoP proofs have been used, the same for all nodes. */
public interface ProofStore {

  /**
   * Uses a proof up: of all calls with one id, on all nodes, exactly one is answered with true.
   * Completes when that is durable.
   *
   * @param goodUntil from when on it need not be kept
   */
  CompletionStage<Boolean> use(UUID proof, Instant goodUntil);

  /**
   * Forgets those that are good for nothing at an instant, at most {@code limit}; says how many.
   */
  CompletionStage<Integer> purge(Instant now, int limit);
}
