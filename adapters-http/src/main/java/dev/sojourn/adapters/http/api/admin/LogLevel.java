package dev.sojourn.adapters.http.api.admin;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** From which weight on something is written into the log. */
public enum LogLevel {
  TRACE("trace"),
  DEBUG("debug"),
  INFO("info"),
  WARN("warn"),
  ERROR("error"),
  /** Nothing is. */
  OFF("off");

  private final String word;

  LogLevel(String word) {
    this.word = word;
  }

  /** The word in the configuration and JSON. */
  public String word() {
    return word;
  }

  /** The level that has this word. */
  public static Optional<LogLevel> ofWord(String word) {
    return Arrays.stream(values()).filter(level -> level.word.equals(word)).findFirst();
  }

  /** All words, as they are told. */
  public static String words() {
    return Arrays.stream(values()).map(LogLevel::word).collect(Collectors.joining(", "));
  }
}
