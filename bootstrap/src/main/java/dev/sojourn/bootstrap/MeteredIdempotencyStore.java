package dev.sojourn.bootstrap;

import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.session.ClientId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** A store of repeatable requests whose calls are measured. */
final class MeteredIdempotencyStore implements IdempotencyStore {
  private final IdempotencyStore idempotency;
  private final StoreMeter meter;

  MeteredIdempotencyStore(IdempotencyStore idempotency, StoreMeter meter) {
    this.idempotency = idempotency;
    this.meter = meter;
  }

  @Override
  public CompletionStage<Claim> claim(ClientId client, String key, Claim claim) {
    return meter.timed(Operation.IDEMPOTENCY_CLAIM, () -> idempotency.claim(client, key, claim));
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return meter.timed(Operation.IDEMPOTENCY_PURGE, () -> idempotency.purge(now, limit));
  }
}
