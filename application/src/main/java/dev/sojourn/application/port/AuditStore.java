package dev.sojourn.application.port;

import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The audit trail. The other stores write what they change into it, together with the change:
 * neither is there without the other. {@link #add} is for what no store keeps.
 */
public interface AuditStore {
  /**
   * A line of the trail as it is kept.
   *
   * @param number later lines have higher ones
   */
  record Kept(long number, AuditEntry entry) {}

  /** Writes lines; completes when they are durable. Writes none where no trail is kept. */
  CompletionStage<Void> add(List<AuditEntry> entries);

  /**
   * Those that a filter accepts, the latest first.
   *
   * @param below only those of a lower number
   */
  CompletionStage<List<Kept>> search(AuditFilter filter, Optional<Long> below, int limit);

  /**
   * The number up to which the trail is settled: every line with it or a lower one is there, and
   * none will be added to them. Later answers are never lower. 0 before the first line.
   */
  CompletionStage<Long> settled();

  /**
   * Lines in the order in which they were written; those of one session follow each other as its
   * changes did.
   *
   * @param above only those of a higher number
   * @param upTo only those of this number or a lower one; what is not {@linkplain #settled settled}
   *     may lack some
   */
  CompletionStage<List<Kept>> between(long above, long upTo, int limit);

  /**
   * Whether no line of a higher number has been forgotten, so that a reader of all up to this one
   * may go on from it. May say no though none was, if the line itself has been forgotten.
   */
  CompletionStage<Boolean> goesOnFrom(long number);

  /** Forgets what was written at or before an instant; says how many, at most {@code limit}. */
  CompletionStage<Integer> purge(Instant until, int limit);
}
