package dev.sojourn.domain.policy;

import java.util.Arrays;
import java.util.Optional;

/** What an access token looks like. */
public enum AccessTokenFormat {
  /** Means something to Sojourn alone, which is asked at every use. */
  OPAQUE("opaque"),
  /** Signed claims that a resource server checks by itself (RFC 9068). */
  JWT("jwt");

  private final String word;

  AccessTokenFormat(String word) {
    this.word = word;
  }

  /** The word in the configuration, SQL and JSON. */
  public String word() {
    return word;
  }

  /** The format that has this word. */
  public static Optional<AccessTokenFormat> ofWord(String word) {
    return Arrays.stream(values()).filter(format -> format.word.equals(word)).findFirst();
  }
}
