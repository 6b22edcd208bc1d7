package dev.sojourn.application.fake;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.domain.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A list, and one lock. */
public class FakeAuditStore implements AuditStore {
  private final List<Kept> trail = new ArrayList<>();
  private long last;

  synchronized void keep(List<AuditEntry> entries) {
    entries.forEach(entry -> trail.add(new Kept(++last, entry)));
  }

  /** All that was told of, in its order. */
  public synchronized List<AuditEntry> told() {
    return trail.stream().map(Kept::entry).toList();
  }

  @Override
  public CompletionStage<Void> add(List<AuditEntry> entries) {
    keep(entries);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<List<Kept>> search(
      AuditFilter filter, Optional<Long> below, int limit) {
    return CompletableFuture.completedFuture(
        IntStream.range(0, trail.size())
            .mapToObj(i -> trail.get(trail.size() - 1 - i))
            .filter(line -> below.stream().allMatch(number -> line.number() < number))
            .filter(line -> filter.accepts(line.entry()))
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized CompletionStage<Long> settled() {
    return CompletableFuture.completedFuture(last);
  }

  @Override
  public synchronized CompletionStage<List<Kept>> between(long above, long upTo, int limit) {
    return CompletableFuture.completedFuture(
        trail.stream()
            .filter(line -> line.number() > above && line.number() <= upTo)
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized CompletionStage<Boolean> goesOnFrom(long number) {
    return CompletableFuture.completedFuture(
        number == last || trail.stream().anyMatch(line -> line.number() == number + 1));
  }

  @Override
  public synchronized CompletionStage<Integer> purge(Instant until, int limit) {
    var old =
        trail.stream().filter(line -> !line.entry().at().isAfter(until)).limit(limit).toList();
    trail.removeAll(old);
    return CompletableFuture.completedFuture(old.size());
  }
}
