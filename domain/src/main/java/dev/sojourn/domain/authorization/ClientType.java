package dev.sojourn.domain.authorization;

import java.util.Arrays;
import java.util.Optional;

/** What kind of client began a login. */
public enum ClientType {
  WEB("web"),
  MOBILE("mobile"),
  DESKTOP("desktop");

  private final String word;

  ClientType(String word) {
    this.word = word;
  }

  /** The word in JSON and SQL. */
  public String word() {
    return word;
  }

  /** The type that has this word. */
  public static Optional<ClientType> ofWord(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }
}
