package dev.sojourn.adapters.memory;

import static java.util.Comparator.comparing;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Authorizations in memory. */
final class MemoryAuthorizationStore implements AuthorizationStore {
  private final ConcurrentHashMap<AuthorizationId, Authorization> begun = new ConcurrentHashMap<>();
  private final DueIndex<AuthorizationId> byAge = new DueIndex<>(comparing(AuthorizationId::value));

  @Override
  public CompletionStage<Void> begin(Authorization authorization) {
    byAge.move(authorization.id(), Optional.empty(), Optional.of(authorization.createdAt()));
    begun.put(authorization.id(), authorization);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Optional<Authorization>> take(AuthorizationId id) {
    return Answer.of(() -> remove(id));
  }

  @Override
  public CompletionStage<Integer> purge(Instant begunUntil, int limit) {
    return Answer.of(
        () ->
            (int)
                byAge.until(begunUntil).filter(id -> remove(id).isPresent()).limit(limit).count());
  }

  /** Of all who remove it at once, one has it. */
  private Optional<Authorization> remove(AuthorizationId id) {
    var removed = Optional.ofNullable(begun.remove(id));
    removed.ifPresent(
        authorization -> byAge.move(id, Optional.of(authorization.createdAt()), Optional.empty()));
    return removed;
  }
}
