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
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return Optional.of("must not contain control characters");
      }
    }
    return unpairedSurrogate(text);
  }

  /**
   * What keeps a text from being named in a path: {@code .} and {@code ..}, percent-encoded or not,
   * are no segments but steps (RFC 3986, section 6.2.2.3), so what has such an id could not be
   * asked for, and the path of another resource would be asked for instead.
   */
  public static Optional<String> pathFault(String text) {
    return text.equals(".") || text.equals("..")
        ? Optional.of("must not be . or .., which no path can name")
        : Optional.empty();
  }

  /**
   * Half a character: Java and JSON escapes can spell one, UTF-8 and therefore every store cannot.
   */
  public static Optional<String> unpairedSurrogate(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return Optional.of("must not contain an unpaired surrogate");
        }
        i++; // the other half
      }
    }
    return Optional.empty();
  }
}
