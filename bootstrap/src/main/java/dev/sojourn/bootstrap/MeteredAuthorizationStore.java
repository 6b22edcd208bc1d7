package dev.sojourn.bootstrap;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An authorization store whose calls are measured. */
final class MeteredAuthorizationStore implements AuthorizationStore {
  private final AuthorizationStore authorizations;
  private final StoreMeter meter;

  MeteredAuthorizationStore(AuthorizationStore authorizations, StoreMeter meter) {
    this.authorizations = authorizations;
    this.meter = meter;
  }

  @Override
  public CompletionStage<Void> begin(Authorization authorization) {
    return meter.timed(Operation.AUTHORIZATION_BEGIN, () -> authorizations.begin(authorization));
  }

  @Override
  public CompletionStage<Optional<Authorization>> take(AuthorizationId id) {
    return meter.timed(Operation.AUTHORIZATION_TAKE, () -> authorizations.take(id));
  }

  @Override
  public CompletionStage<Integer> purge(Instant begunUntil, int limit) {
    return meter.timed(
        Operation.AUTHORIZATION_PURGE, () -> authorizations.purge(begunUntil, limit));
  }
}
