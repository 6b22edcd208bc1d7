package dev.sojourn.bootstrap.logging;

import dev.sojourn.domain.Parsed;
import java.util.Arrays;
import java.util.Locale;

/** How a line of the log looks. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** A JSON object a line, for what gathers logs. */
  JSON,
  /** Text where somebody looks on, JSON elsewhere. */
  AUTO;

  public static Parsed<LogFormat> parse(String text) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .<Parsed<LogFormat>>map(Parsed.Valid::new)
        .orElseGet(() -> new Parsed.Invalid<>("must be auto, text or json"));
  }

  /** The one that is meant at this place. */
  LogFormat here() {
    return this == AUTO ? (StandardError.isTerminal() ? TEXT : JSON) : this;
  }
}
