package dev.sojourn.adapters.http.request;

import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * How often somebody may call, on each node.
 *
 * @param most at least 1
 * @param within from a second to a day
 */
public record RateLimit(int most, Duration within) {

  /** Reads {@code 600/PT1M}. */
  public static Parsed<RateLimit> parse(String text) {
    var slash = text.indexOf('/');
    if (slash > 0 && text.substring(0, slash).matches("[1-9][0-9]{0,8}")) {
      try {
        var within = Duration.parse(text.substring(slash + 1));
        if (within.compareTo(Duration.ofSeconds(1)) >= 0
            && within.compareTo(Duration.ofDays(1)) <= 0) {
          return new Parsed.Valid<>(
              new RateLimit(Integer.parseInt(text.substring(0, slash)), within));
        }
      } catch (DateTimeParseException noDuration) {
        // told below
      }
    }
    return new Parsed.Invalid<>(
        "must be off or calls/duration such as 600/PT1M, the duration from PT1S to PT24H");
  }
}
