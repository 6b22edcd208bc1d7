package dev.sojourn.domain.lockout;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a login is for, as the person types it: 1 to 255 characters in one normal form, so that
 * "Ada", " ada", a full-width spelling and one with characters that nobody sees are one subject and
 * share their failures. Texts that are equal under NFKC_Casefold (Unicode, section 3.13) are one.
 */
public record Subject(String value) implements Comparable<Subject> {
  /**
   * Default_Ignorable_Code_Point (Unicode, section 5.21; DerivedCoreProperties.txt): what has no
   * glyph, so that no person tells a text with it from one without. The unassigned ones are among
   * them already.
   */
  private static final Pattern IGNORABLE =
      Pattern.compile(
          "[\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F"
              + "\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFF8"
              + "\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E0FFF}]");

  /**
   * @throws IllegalArgumentException if not in normal form; text from outside goes through {@link
   *     #parse}
   */
  public Subject {
    if (!normal(value).equals(value)) {
      throw new IllegalArgumentException(
          "must be trimmed and case-folded NFKC without ignorable characters");
    }
    Parsed.require(fault(value));
  }

  /** So that tables find a name among many whose hashes somebody has made equal. */
  @Override
  public int compareTo(Subject other) {
    return value.compareTo(other.value);
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
   * Without what is ignorable by default, trimmed, folded, NFKC. Folding through upper case finds
   * what lower case alone does not (ß and SS); it is repeated until nothing changes, because either
   * step can make work for the other.
   */
  private static String normal(String text) {
    var current = text;
    for (var round = 0; round < 8; round++) {
      var next =
          Normalizer.normalize(
                  Normalizer.normalize(
                          IGNORABLE.matcher(current).replaceAll(""), Normalizer.Form.NFKC)
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
