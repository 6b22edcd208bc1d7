package dev.sojourn.adapters.postgres.sql;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Equal values as one object, for what many sessions have in common: with 100,000 of them in
 * memory, a client's name in each is megabytes. It remembers the values that it saw last, one in
 * each place, and forgets rather than grows.
 *
 * <p>Safe for any thread if the values are immutable: a lost race costs a copy.
 */
public final class Interner<T> {
  private static final int FEW = 512;

  private final AtomicReferenceArray<T> seen;

  /** For a few values. */
  public Interner() {
    this(FEW);
  }

  /**
   * @param places a power of two
   */
  public Interner(int places) {
    seen = new AtomicReferenceArray<>(places);
  }

  /** The value, or an equal one that was here before. */
  public T of(T value) {
    var hash = value.hashCode();
    var place = (hash ^ hash >>> 16) & (seen.length() - 1);
    var held = seen.getAcquire(place);
    if (value.equals(held)) {
      return held;
    }
    seen.setRelease(place, value);
    return value;
  }
}
