package dev.sojourn.adapters.http.api.admin;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a logger is called: {@code root}, or names of packages and a class with dots between them,
 * at most 255 characters. Its level is that of all below it, unless they have their own.
 */
public record LoggerName(String value) implements Comparable<LoggerName> {
  private static final int LONGEST = 255;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_$]+(?:\\.[A-Za-z0-9_$]+)*");

  /** The one that all others are below. */
  public static final LoggerName ROOT = new LoggerName("root");

  /**
   * @throws IllegalArgumentException if of another form
   */
  public LoggerName {
    Parsed.require(fault(value));
  }

  /** Reads a name. */
  public static Parsed<LoggerName> parse(String text) {
    return Parsed.of(text, LoggerName::fault, LoggerName::new);
  }

  private static Optional<String> fault(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must be root or the name of a logger, such as dev.sojourn");
  }

  @Override
  public int compareTo(LoggerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
