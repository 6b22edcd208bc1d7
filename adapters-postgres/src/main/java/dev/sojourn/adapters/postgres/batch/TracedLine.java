package dev.sojourn.adapters.postgres.batch;

import dev.sojourn.adapters.postgres.batch.BatchTracing.Batch;
import dev.sojourn.adapters.postgres.batch.BatchTracing.CallerContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line of batches, as it is followed.
 *
 * @param caller who makes the call that is being submitted
 */
public record TracedLine(
    String name, BatchTracing tracing, Supplier<Optional<CallerContext>> caller) {
  /** One that nobody follows. */
  public static final TracedLine UNSEEN = new TracedLine("", BatchTracing.OFF, Optional::empty);

  Batch begin(int size, List<CallerContext> callers) {
    return tracing.begin(name, size, callers);
  }
}
