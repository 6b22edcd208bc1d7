package dev.sojourn.domain.lockout;

import dev.sojourn.domain.session.IpAddress;
import java.util.Arrays;
import java.util.Optional;

/** A login that an application reports. */
public record LoginAttempt(
    Subject subject, Optional<IpAddress> ipAddress, Factor factor, Outcome outcome) {

  /** How it went. */
  public enum Outcome {
    FAILED("failed"),
    SUCCEEDED("succeeded");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** The word in JSON and metrics. */
    public String word() {
      return word;
    }

    /** The outcome that has this word. */
    public static Optional<Outcome> ofWord(String word) {
      return Arrays.stream(values()).filter(outcome -> outcome.word.equals(word)).findFirst();
    }
  }
}
