package dev.sojourn.adapters.http.useragent;

import dev.sojourn.domain.session.UserAgent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A User-Agent without its versions and build numbers: the digits of {@code Chrome/126.0.0.0},
 * {@code rv:128.0}, {@code Android 13} and {@code iPhone OS 17_5_1} are blanked, one by one; those
 * of {@code Windows NT 10.0} and of a model's name are not. Versions are what most changes between
 * headers of one kind.
 *
 * @param text with {@link #BLANK} for each of these digits
 */
record Shape(String text) {
  /** ASCII's SUBSTITUTE; a header that has a shape does not contain it. */
  private static final char BLANK = 0x1A;

  /**
   * Empty for a header that has none: with control characters or beyond ASCII, where the analysis
   * of the expressions would not hold, or with what uap-java takes for references to groups ({@code
   * $} and {@code \}).
   */
  static Optional<Shape> of(UserAgent agent) {
    var header = agent.value();
    char @Nullable [] shape = null;
    var at = 0;
    while (at < header.length()) {
      var character = header.charAt(at);
      if (character < ' ' || character > '~' || character == '$' || character == '\\') {
        return Optional.empty();
      }
      if (isDigit(character) && beginsVersion(header, at)) {
        shape = shape == null ? header.toCharArray() : shape;
        at = blankVersion(shape, at);
      } else {
        at++;
      }
    }
    return Optional.of(new Shape(shape == null ? header : new String(shape)));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean beginsVersion(String header, int at) {
    if (at == 0) {
      return false;
    }
    return switch (header.charAt(at - 1)) {
      case '/' -> true;
      case ':' -> header.startsWith("rv", at - 3);
      case ' ' ->
          header.startsWith("Android", at - 8)
              || header.startsWith(" OS", at - 4)
              || header.startsWith(" OS X", at - 6);
      default -> false;
    };
  }

  /** Numbers with dots or underscores between them, but for a number with a 0 in front. */
  private static int blankVersion(char[] shape, int from) {
    var at = from;
    while (at < shape.length && isDigit(shape[at])) {
      var end = at;
      while (end < shape.length && isDigit(shape[end])) {
        end++;
      }
      if (end == at + 1 || shape[at] != '0') {
        Arrays.fill(shape, at, end, BLANK);
      }
      at = end < shape.length && (shape[end] == '.' || shape[end] == '_') ? end + 1 : end;
    }
    return at;
  }

  /** Where the blanked digits are. */
  IntStream digits() {
    return IntStream.range(0, text.length()).filter(this::isDigit);
  }

  /** Whether there is a blanked digit. */
  boolean isDigit(int at) {
    return text.charAt(at) == BLANK;
  }

  /** Whether this digit may be 0: the first one of a number of several digits is not. */
  boolean canBeZero(int at) {
    var isFirst = at == 0 || !isDigit(at - 1);
    return !isFirst || at + 1 == text.length() || !isDigit(at + 1);
  }
}
