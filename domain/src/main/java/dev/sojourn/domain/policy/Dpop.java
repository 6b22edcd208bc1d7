package dev.sojourn.domain.policy;

import java.util.Arrays;
import java.util.Optional;

/** Whether the tokens of a policy are bound to a key of their client (RFC 9449). */
public enum Dpop {
  /** Proofs are not looked at, and tokens are bearer tokens. */
  OFF("off"),
  /** A client that shows a proof when it gets tokens has them bound to its key from then on. */
  ALLOWED("allowed"),
  /** No tokens without a proof. */
  REQUIRED("required");

  private final String word;

  Dpop(String word) {
    this.word = word;
  }

  /** The word in the configuration and JSON. */
  public String word() {
    return word;
  }

  /** The one that has this word. */
  public static Optional<Dpop> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }
}
