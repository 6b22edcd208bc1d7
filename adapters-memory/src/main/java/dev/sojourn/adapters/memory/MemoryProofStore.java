package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.ProofStore;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Used proofs in memory. */
final class MemoryProofStore implements ProofStore {
  private final ConcurrentHashMap<UUID, Instant> used = new ConcurrentHashMap<>();
  private final DueIndex<UUID> byEnd = new DueIndex<>(UUID::compareTo);

  @Override
  public CompletionStage<Boolean> use(UUID proof, Instant goodUntil) {
    return Answer.of(
        () -> {
          var isFirst = used.putIfAbsent(proof, goodUntil) == null;
          if (isFirst) {
            byEnd.move(proof, Optional.empty(), Optional.of(goodUntil));
          }
          return isFirst;
        });
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return Answer.of(() -> (int) byEnd.until(now).filter(this::forget).limit(limit).count());
  }

  private boolean forget(UUID proof) {
    var goodUntil = Optional.ofNullable(used.remove(proof));
    goodUntil.ifPresent(until -> byEnd.move(proof, goodUntil, Optional.empty()));
    return goodUntil.isPresent();
  }
}
