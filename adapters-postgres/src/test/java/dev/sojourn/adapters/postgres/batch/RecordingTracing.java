package dev.sojourn.adapters.postgres.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what it was told. */
final class RecordingTracing implements BatchTracing {
  final List<String> told = new ArrayList<>();

  record Named(String name) implements CallerContext {
    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public Optional<CallerContext> caller() {
    return Optional.empty();
  }

  @Override
  public Batch begin(String line, int size, List<CallerContext> callers) {
    told.add(line + " of " + size + " for " + callers);
    return failure -> told.add(failure == null ? "done" : "failed: " + failure.getMessage());
  }
}
