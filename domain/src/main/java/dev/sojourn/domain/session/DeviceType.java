package dev.sojourn.domain.session;

import java.util.Arrays;
import java.util.Optional;

/**
 * What kind of device a session runs on; {@link #UNKNOWN} where it was looked at and cannot be
 * told.
 */
public enum DeviceType {
  MOBILE("mobile"),
  TABLET("tablet"),
  DESKTOP("desktop"),
  BOT("bot"),
  UNKNOWN("unknown");

  private final String word;

  DeviceType(String word) {
    this.word = word;
  }

  /** The word in JSON and SQL. */
  public String word() {
    return word;
  }

  /** The type that has this word. */
  public static Optional<DeviceType> ofWord(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }
}
