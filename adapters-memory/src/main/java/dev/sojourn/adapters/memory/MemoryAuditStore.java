package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** The audit trail in memory, until the process ends. Safe for any thread. */
final class MemoryAuditStore implements AuditStore {
  private final ConcurrentSkipListMap<Long, AuditEntry> trail = new ConcurrentSkipListMap<>();
  private volatile long last;

  private final boolean isKept;

  /**
   * @param isKept whether there is a trail at all
   */
  MemoryAuditStore(boolean isKept) {
    this.isKept = isKept;
  }

  /** To be called with what is told of still held, so that its order is the trail's. */
  synchronized void keep(List<AuditEntry> entries) {
    if (isKept) {
      for (var entry : entries) {
        trail.put(last + 1, entry);
        last++; // not before the line is there: up to this number all of them are
      }
    }
  }

  @Override
  public CompletionStage<Void> add(List<AuditEntry> entries) {
    keep(entries);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<List<Kept>> search(AuditFilter filter, Optional<Long> below, int limit) {
    return Answer.of(
        () ->
            trail.headMap(below.orElse(Long.MAX_VALUE)).descendingMap().entrySet().stream()
                .filter(line -> filter.accepts(line.getValue()))
                .limit(limit)
                .map(line -> new Kept(line.getKey(), line.getValue()))
                .toList());
  }

  @Override
  public CompletionStage<Long> settled() {
    return Answer.of(() -> last);
  }

  @Override
  public CompletionStage<List<Kept>> between(long above, long upTo, int limit) {
    return Answer.of(
        () ->
            above >= upTo
                ? List.of()
                : trail.subMap(above, false, upTo, true).entrySet().stream()
                    .limit(limit)
                    .map(line -> new Kept(line.getKey(), line.getValue()))
                    .toList());
  }

  @Override
  public CompletionStage<Boolean> goesOnFrom(long number) {
    return Answer.of(() -> number == last || (number < last && trail.containsKey(number + 1)));
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return Answer.of(
        () -> {
          var old =
              trail.entrySet().stream()
                  .filter(line -> !line.getValue().at().isAfter(until))
                  .limit(limit)
                  .map(Map.Entry::getKey)
                  .toList();
          old.forEach(trail::remove);
          return old.size();
        });
  }
}
