package dev.sojourn.bootstrap;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;

/** Values as they are written in the configuration. */
final class ConfigText {
  private static final String OFF = "off";

  private ConfigText() {}

  static Function<String, Parsed<Integer>> number(int least, int most) {
    var fault = "must be a whole number from " + least + " to " + most;
    return text -> {
      if (!text.matches("[0-9]{1,9}")) {
        return new Parsed.Invalid<>(fault);
      }
      var number = Integer.parseInt(text);
      return number < least || number > most
          ? new Parsed.Invalid<>(fault)
          : new Parsed.Valid<>(number);
    };
  }

  static Function<String, Parsed<Duration>> duration(Duration shortest, Duration longest) {
    return text -> duration(text, shortest, longest, "must be a duration");
  }

  private static Parsed<Duration> duration(
      String text, Duration shortest, Duration longest, String must) {
    try {
      var duration = Duration.parse(text);
      if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
        return new Parsed.Valid<>(duration);
      }
    } catch (DateTimeParseException noDuration) {
      // said below, together with the bounds
    }
    return new Parsed.Invalid<>(
        must + " such as PT1H or P7D (ISO-8601), from " + shortest + " to " + days(longest));
  }

  /** P3650D is told better than PT87600H. */
  private static String days(Duration duration) {
    return duration.equals(Duration.ofDays(duration.toDays()))
        ? "P" + duration.toDays() + "D"
        : duration.toString();
  }

  /** For a rule that can be switched off. */
  static Function<String, Parsed<Optional<Duration>>> durationOrOff(
      Duration shortest, Duration longest) {
    return orOff(text -> duration(text, shortest, longest, "must be off or a duration"));
  }

  static Function<String, Parsed<Optional<Integer>>> numberOrOff(int least, int most) {
    var fault = "must be off or a whole number from " + least + " to " + most;
    return orOff(
        text ->
            number(least, most)
                .apply(text)
                .valid()
                .<Parsed<Integer>>map(Parsed.Valid::new)
                .orElseGet(() -> new Parsed.Invalid<>(fault)));
  }

  /** For what can be switched off. */
  static <T> Function<String, Parsed<Optional<T>>> orOff(Function<String, Parsed<T>> parse) {
    return text ->
        text.equals(OFF)
            ? new Parsed.Valid<>(Optional.empty())
            : parse.apply(text).then(value -> new Parsed.Valid<>(Optional.of(value)));
  }

  /**
   * Whom tokens are for: any printable text without spaces, often a URL (RFC 7519, section 4.1.3).
   */
  static Parsed<String> audience(String text) {
    return text.contains(" ") || Text.fault(text, 1, 255).isPresent()
        ? new Parsed.Invalid<>("must have 1 to 255 printable characters and no space")
        : new Parsed.Valid<>(text);
  }
}
