package dev.sojourn.bootstrap;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.bootstrap.StoreMeter.Operation;
import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Measures how long the store takes. */
final class MeteredAuditStore implements AuditStore {
  private final AuditStore audit;
  private final StoreMeter meter;

  MeteredAuditStore(AuditStore audit, StoreMeter meter) {
    this.audit = audit;
    this.meter = meter;
  }

  @Override
  public CompletionStage<Void> add(List<AuditEntry> entries) {
    return meter.timed(Operation.AUDIT_ADD, () -> audit.add(entries));
  }

  @Override
  public CompletionStage<List<Kept>> search(AuditFilter filter, Optional<Long> below, int limit) {
    return meter.timed(Operation.AUDIT_SEARCH, () -> audit.search(filter, below, limit));
  }

  @Override
  public CompletionStage<Long> settled() {
    return meter.timed(Operation.AUDIT_SETTLED, audit::settled);
  }

  @Override
  public CompletionStage<List<Kept>> between(long above, long upTo, int limit) {
    return meter.timed(Operation.AUDIT_BETWEEN, () -> audit.between(above, upTo, limit));
  }

  @Override
  public CompletionStage<Boolean> goesOnFrom(long number) {
    return meter.timed(Operation.AUDIT_BETWEEN, () -> audit.goesOnFrom(number));
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return meter.timed(Operation.AUDIT_PURGE, () -> audit.purge(until, limit));
  }
}
