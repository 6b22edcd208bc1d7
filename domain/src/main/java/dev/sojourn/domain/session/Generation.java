package dev.sojourn.domain.session;

/** How many times the refresh token of a session has been rotated; the first is 1. */
public record Generation(int value) implements Comparable<Generation> {

  /** The generation of the first tokens. */
  public static final Generation FIRST = new Generation(1);

  /**
   * @throws IllegalArgumentException below 1
   */
  public Generation {
    if (value < 1) {
      throw new IllegalArgumentException("must be at least 1");
    }
  }

  /** The generation that a rotation leads to. */
  public Generation next() {
    return new Generation(Math.addExact(value, 1));
  }

  /** Whether this is the other or a later one. */
  public boolean isAtLeast(Generation other) {
    return value >= other.value;
  }

  @Override
  public int compareTo(Generation other) {
    return Integer.compare(value, other.value);
  }
}
