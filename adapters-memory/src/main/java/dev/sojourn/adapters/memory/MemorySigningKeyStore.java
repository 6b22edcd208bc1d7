package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.token.SigningKeys;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Signing keys in memory: few, so one value. */
final class MemorySigningKeyStore implements SigningKeyStore {
  private final AtomicValue<SigningKeys> keys;
  private final AtomicLong changes = new AtomicLong();

  MemorySigningKeyStore(MemoryAuditStore audit) {
    keys = new AtomicValue<>(new SigningKeys(List.of()), audit, AuditTrail::ofSigningKeys);
  }

  @Override
  public OptionalLong changes() {
    return OptionalLong.of(changes.get());
  }

  @Override
  public CompletionStage<SigningKeys> all() {
    return Answer.of(keys::get);
  }

  @Override
  public <R> CompletionStage<R> update(Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    return keys.update(decide).whenComplete((_, _) -> changes.incrementAndGet());
  }
}
