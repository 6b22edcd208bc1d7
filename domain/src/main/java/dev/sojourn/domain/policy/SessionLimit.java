package dev.sojourn.domain.policy;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many active sessions of one policy a user may have at once.
 *
 * @param most at least 1
 * @param onLimit what happens to one more
 */
public record SessionLimit(int most, OnLimit onLimit) {

  /**
   * @throws IllegalArgumentException below 1
   */
  public SessionLimit {
    if (most < 1) {
      throw new IllegalArgumentException("must be at least 1");
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
