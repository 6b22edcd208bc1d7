package dev.sojourn.application.port;

import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps logins that have begun with PKCE until a session is opened with them. */
public interface AuthorizationStore {

  /** Keeps an authorization; completes when that is durable. */
  CompletionStage<Void> begin(Authorization authorization);

  /** Takes an authorization out: of all calls, on all nodes, exactly one is given it. */
  CompletionStage<Optional<Authorization>> take(AuthorizationId id);

  /** Forgets those begun at or before an instant, at most {@code limit}; says how many. */
  CompletionStage<Integer> purge(Instant begunUntil, int limit);
}
