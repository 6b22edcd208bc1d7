package dev.sojourn.application.audit;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.ClientId;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes into the audit trail that an API key is made. API keys are kept in no store, so the line
 * is written before the key is: no key works that the trail does not know.
 */
public final class RecordNewApiKey {
  private final AuditStore audit;
  private final InstantSource clock;

  public RecordNewApiKey(AuditStore audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Completes when the line is durable. */
  public CompletionStage<Void> record(ClientId name, Initiator by) {
    return audit.add(List.of(AuditEntry.ofNewApiKey(name, by.at(clock.instant()))));
  }
}
