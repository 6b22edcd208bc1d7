package dev.sojourn.domain.policy;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many active sessions of one policy a user may have at once.
 *
 * @param most from 1 to {@link #HIGHEST}
 * @param onLimit what happens to one more
 */
public record SessionLimit(int most, OnLimit onLimit) {
  /** The most sessions that an opening may have to look at. */
  public static final int HIGHEST = 10_000;

  /**
   * @throws IllegalArgumentException out of its range
   */
  public SessionLimit {
    if (most < 1 || most > HIGHEST) {
      throw new IllegalArgumentException("must be from 1 to " + HIGHEST);
    }
  }

  /** What happens when a user opens one session more than the limit. */
  public enum OnLimit {
    /** The session that was opened first makes room. */
    EVICT_OLDEST("evict_oldest"),
    /** The new one is refused. */
    REJECT("reject");

    private final String word;

    OnLimit(String word) {
      this.word = word;
    }

    /** The word in the configuration and JSON. */
    public String word() {
      return word;
    }

    /** The one that has this word. */
    public static Optional<OnLimit> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
  }
}
