package dev.sojourn.application.fake;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map and one lock. Answers before the call returns. */
public class FakeAuthorizationStore implements AuthorizationStore {
  private final Map<AuthorizationId, Authorization> authorizations = new HashMap<>();

  @Override
  public synchronized CompletionStage<Void> begin(Authorization authorization) {
    authorizations.put(authorization.id(), authorization);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<Optional<Authorization>> take(AuthorizationId id) {
    return CompletableFuture.completedFuture(Optional.ofNullable(authorizations.remove(id)));
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant begunUntil, int limit) {
    var past =
        authorizations.values().stream()
            .filter(authorization -> !authorization.createdAt().isAfter(begunUntil))
            .limit(limit)
            .toList();
    past.forEach(authorization -> authorizations.remove(authorization.id()));
    return CompletableFuture.completedFuture(past.size());
  }
}
