package dev.sojourn.domain.lockout;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Whom a login is for, as the person types it: 1 to 255 characters in one normal form, so that
 * "Ada", " ada" and a full-width spelling are one subject and share their failures.
 */
public record Subject(String value) {

  /**
   * @throws IllegalArgumentException if not in normal form; text from outside goes through {@link
   *     #parse}
   */
  public Subject {
    if (!normal(value).equals(value)) {
      throw new IllegalArgumentException("must be trimmed and case-folded NFKC");
    }
    Parsed.require(fault(value));
  }

  /**
   * Reads any spelling and makes it normal. {@code .} and {@code ..} are refused: no path can name
   * such a subject.
   */
  public static Parsed<Subject> parse(String text) {
    return Text.unpairedSurrogate(text)
        .<Parsed<Subject>>map(Parsed.Invalid::new)
        .orElseGet(
            () ->
                Parsed.of(
                    normal(text),
                    given -> Text.pathFault(given).or(() -> fault(given)),
                    Subject::new));
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 1, 255);
  }

  /**
   * Trimmed, folded, NFKC. Folding through upper case finds what lower case alone does not (ß and
   * SS); it is repeated until nothing changes, because either step can make work for the other.
   */
  private static String normal(String text) {
    var current = text;
    for (var round = 0; round < 8; round++) {
      var next =
          Normalizer.normalize(
                  Normalizer.normalize(current, Normalizer.Form.NFKC)
                      .toUpperCase(Locale.ROOT)
                      .toLowerCase(Locale.ROOT),
                  Normalizer.Form.NFKC)
              .strip();
      if (next.equals(current)) {
        return next;
      }
      current = next;
    }
    return current;
  }

  @Override
  public String toString() {
    return value;
  }
}
