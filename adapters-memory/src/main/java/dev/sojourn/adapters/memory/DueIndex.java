package dev.sojourn.adapters.memory;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Keys in the order of the instant at which something is to be done about them. Many threads may
 * use it at once; what is read while a key is moved may show it at either instant or at both, so
 * before acting on a key, look again whether it is due.
 */
final class DueIndex<K> {
  private record Entry<K>(Instant at, K key) {}

  private final ConcurrentSkipListSet<Entry<K>> entries;

  /**
   * @param order of keys of one instant
   */
  DueIndex(Comparator<K> order) {
    entries =
        new ConcurrentSkipListSet<>(
            comparing((Entry<K> entry) -> entry.at()).thenComparing(Entry::key, order));
  }

  /** Puts a key from one instant to another; absent is not in the index. */
  void move(K key, Optional<Instant> from, Optional<Instant> to) {
    if (from.equals(to)) {
      return;
    }
    // In this order, so that a key which stays in the index is never missing from it.
    to.ifPresent(at -> entries.add(new Entry<>(at, key)));
    from.ifPresent(at -> entries.remove(new Entry<>(at, key)));
  }

  /** The keys at or before an instant, the earliest first; read as the stream is. */
  Stream<K> until(Instant instant) {
    return entries.stream().takeWhile(entry -> !entry.at().isAfter(instant)).map(Entry::key);
  }

  /** The earliest instant. */
  Optional<Instant> first() {
    return entries.stream().findFirst().map(Entry::at);
  }
}
