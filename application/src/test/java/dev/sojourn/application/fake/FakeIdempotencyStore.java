package dev.sojourn.application.fake;

import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.domain.session.ClientId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map and one lock. */
public final class FakeIdempotencyStore implements IdempotencyStore {
  private final Map<String, Claim> claims = new HashMap<>();

  @Override
  public synchronized CompletionStage<Claim> claim(ClientId client, String key, Claim claim) {
    return CompletableFuture.completedFuture(
        claims.computeIfAbsent(client.value() + " " + key, _ -> claim));
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant now, int limit) {
    var past =
        claims.entrySet().stream()
            .filter(claim -> !claim.getValue().keptUntil().isAfter(now))
            .limit(limit)
            .map(Map.Entry::getKey)
            .toList();
    past.forEach(claims::remove);
    return CompletableFuture.completedFuture(past.size());
  }
}
