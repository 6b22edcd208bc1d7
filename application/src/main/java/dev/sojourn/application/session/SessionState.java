package dev.sojourn.application.session;

import java.util.Arrays;
import java.util.Optional;

/** A verdict in one word, as searches ask for it. */
public enum SessionState {
  ACTIVE("active"),
  ENDED("ended");

  private final String word;

  SessionState(String word) {
    this.word = word;
  }

  /** The word in JSON. */
  public String word() {
    return word;
  }

  /** The state that has this word. */
  public static Optional<SessionState> ofWord(String word) {
    return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
  }

  /** The state of a session. */
  public static SessionState of(Judged judged) {
    return judged.isActive() ? ACTIVE : ENDED;
  }

  boolean isOf(Judged judged) {
    return of(judged) == this;
  }
}
