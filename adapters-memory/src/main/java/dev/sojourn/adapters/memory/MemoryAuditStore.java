package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The audit trail in memory, until the process ends. Safe for any thread. */
final class MemoryAuditStore implements AuditStore {
  private final ConcurrentSkipListMap<Long, AuditEntry> trail = new ConcurrentSkipListMap<>();
  private final AtomicLong last = new AtomicLong();

  private final boolean isKept;

  /**
   * @param isKept whether there is a trail at all
   */
  MemoryAuditStore(boolean isKept) {
    this.isKept = isKept;
  }

  /** To be called with what is told of still held, so that its order is the trail's. */
  void keep(List<AuditEntry> entries) {
    if (isKept) {
      entries.forEach(entry -> trail.put(last.incrementAndGet(), entry));
    }
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
