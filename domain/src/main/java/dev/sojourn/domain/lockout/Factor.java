package dev.sojourn.domain.lockout;

import java.util.Arrays;
import java.util.Optional;

/** What was tried; failures of each are counted apart. */
public enum Factor {
  PASSWORD("password"),
  MFA("mfa");

  private final String word;

  Factor(String word) {
    this.word = word;
  }

  /** The word in JSON, SQL and metrics. */
  public String word() {
    return word;
  }

  /** The factor that has this word. */
  public static Optional<Factor> ofWord(String word) {
    return Arrays.stream(values()).filter(factor -> factor.word.equals(word)).findFirst();
  }
}
