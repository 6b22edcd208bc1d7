package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.BatchTracing.Batch;
import dev.sojourn.adapters.postgres.BatchTracing.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line of batches, as it is followed.
 *
 * @param caller who makes the call that is being submitted
 */
record TracedLine(String name, BatchTracing tracing, Supplier<Optional<Caller>> caller) {
  /** One that nobody follows. */
  static final TracedLine UNSEEN = new TracedLine("", BatchTracing.OFF, Optional::empty);

  Batch begin(int size, List<Caller> callers) {
    return tracing.begin(name, size, callers);
  }
}
