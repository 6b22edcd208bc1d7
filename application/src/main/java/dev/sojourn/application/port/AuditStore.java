package dev.sojourn.application.port;

import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads the audit trail. It is written by the other stores, together with what it tells of: neither
 * is there without the other.
 */
public interface AuditStore {
  /**
   * A line of the trail as it is kept.
   *
   * @param number later lines have higher ones
   */
  record Kept(long number, AuditEntry entry) {}

  /**
   * Those that a filter accepts, the latest first.
   *
   * @param below only those of a lower number
   */
  CompletionStage<List<Kept>> search(AuditFilter filter, Optional<Long> below, int limit);

  /** Forgets what was written at or before an instant; says how many, at most {@code limit}. */
  CompletionStage<Integer> purge(Instant until, int limit);
}
