package dev.sojourn.bootstrap;

import dev.sojourn.domain.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** How a line of the log looks. */
enum LogFormat {
  /** For people. */
  TEXT,
  /** A JSON object a line, for what gathers logs. */
  JSON,
  /** Text where somebody looks on, JSON elsewhere. */
  AUTO;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  static Parsed<LogFormat> parse(String text) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .<Parsed<LogFormat>>map(Parsed.Valid::new)
        .orElseGet(() -> new Parsed.Invalid<>("must be auto, text or json"));
  }

  /** The one that is meant at this place. */
  LogFormat here() {
    return this == AUTO ? (isTerminal() ? TEXT : JSON) : this;
  }

  /** Whether standard error is one; Java knows of standard input and output alone. */
  private static boolean isTerminal() {
    try {
      var target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException noSuchFiles) {
      var console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
