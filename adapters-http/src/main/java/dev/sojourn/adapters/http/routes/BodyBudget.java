package dev.sojourn.adapters.http.routes;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of bodies that are under way on all connections together. A body that has no
 * room is refused before it is read, instead of ending the process.
 */
final class BodyBudget {
  private final AtomicLong left;

  /**
   * @param bytes for all bodies at once
   */
  BodyBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** A quarter of what the heap may have. */
  static BodyBudget ofThisProcess() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Whether there was room; then it must be given back. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
