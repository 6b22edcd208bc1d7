package dev.sojourn.domain;

import java.util.Optional;

/** Rules that several texts share. Lengths count Unicode code points, as JSON Schema does. */
public final class Text {
  private Text() {}

  /** What is wrong with a text that must be printable and of a length, if anything. */
  public static Optional<String> fault(String text, int shortest, int longest) {
    var length = text.codePointCount(0, text.length());
    if (length < shortest || length > longest) {
      return Optional.of("must have " + shortest + " to " + longest + " characters");
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of("must not contain control characters");
    }
    return unpairedSurrogate(text);
  }

  /**
   * Half a character: Java and JSON escapes can spell one, UTF-8 and therefore every store cannot.
   */
  public static Optional<String> unpairedSurrogate(String text) {
    return text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        ? Optional.of("must not contain an unpaired surrogate")
        : Optional.empty();
  }
}
