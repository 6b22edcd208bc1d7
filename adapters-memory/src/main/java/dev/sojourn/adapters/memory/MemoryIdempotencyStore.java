package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.domain.session.ClientId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Which session a repeatable request has led to, in memory. */
final class MemoryIdempotencyStore implements IdempotencyStore {
  private record Name(ClientId client, String key) {}

  private final ConcurrentHashMap<Name, Claim> claims = new ConcurrentHashMap<>();
  private final DueIndex<Name> byEnd =
      new DueIndex<>(
          Comparator.comparing((Name name) -> name.client().value()).thenComparing(Name::key));

  @Override
  public CompletionStage<Claim> claim(ClientId client, String key, Claim claim) {
    return Answer.of(
        () -> {
          var name = new Name(client, key);
          var before = claims.putIfAbsent(name, claim);
          if (before != null) {
            return before;
          }
          byEnd.move(name, Optional.empty(), Optional.of(claim.keptUntil()));
          return claim;
        });
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return Answer.of(() -> (int) byEnd.until(now).filter(this::forget).limit(limit).count());
  }

  private boolean forget(Name name) {
    var end = Optional.ofNullable(claims.remove(name)).map(Claim::keptUntil);
    end.ifPresent(_ -> byEnd.move(name, end, Optional.empty()));
    return end.isPresent();
  }
}
