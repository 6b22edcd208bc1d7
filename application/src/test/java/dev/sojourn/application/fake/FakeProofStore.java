package dev.sojourn.application.fake;

import dev.sojourn.application.port.ProofStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map and one lock. */
public final class FakeProofStore implements ProofStore {
  private final Map<UUID, Instant> used = new HashMap<>();

  /** How many proofs it keeps. */
  public synchronized int kept() {
    return used.size();
  }

  @Override
  public synchronized CompletionStage<Boolean> use(UUID proof, Instant goodUntil) {
    return CompletableFuture.completedFuture(used.putIfAbsent(proof, goodUntil) == null);
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant now, int limit) {
    var past =
        used.entrySet().stream()
            .filter(proof -> !proof.getValue().isAfter(now))
            .limit(limit)
            .map(Map.Entry::getKey)
            .toList();
    past.forEach(used::remove);
    return CompletableFuture.completedFuture(past.size());
  }
}
