package dev.sojourn.adapters.http.request;

import java.util.List;

/**
 * Reads Accept and Accept-Encoding (RFC 9110, sections 12.4.2, 12.5.1 and 12.5.3): a list of media
 * ranges or codings, each with a weight. Names are compared without regard to case.
 *
 * <p>Vert.x parses these headers too, but it reads the first field only, compares with case and
 * sorts all of them. Here each character is read once.
 */
public final class Accepted {
  private static final int MOST_THOUSANDTHS = 1000;

  private Accepted() {}

  /**
   * Whether exactly this is accepted by its name: a wildcard is no wish for it.
   *
   * @param fields the values of the header
   */
  public static boolean names(List<String> fields, String name) {
    return weight(fields, name) > 0;
  }

  /** Whether this is accepted by its name, and not less than the other media type. */
  public static boolean prefers(List<String> fields, String type, String other) {
    var weight = weight(fields, type);
    return weight > 0 && weight >= weightOfType(fields, other);
  }

  /** By the most specific range that there is for it (RFC 9110, section 12.5.1). */
  private static int weightOfType(List<String> fields, String type) {
    for (var range : List.of(type, type.substring(0, type.indexOf('/') + 1) + "*", "*/*")) {
      var weight = weight(fields, range);
      if (weight >= 0) {
        return weight;
      }
    }
    return 0;
  }

  /** In thousandths; -1 if it is not named. */
  private static int weight(List<? extends CharSequence> fields, String name) {
    var greatest = -1;
    for (var field : fields) {
      greatest = Math.max(greatest, weight(field, name));
    }
    return greatest;
  }

  static int weight(CharSequence field, String name) {
    var greatest = -1;
    var start = 0;
    while (start < field.length()) {
      var end = end(field, start, ",");
      var nameEnd = end(field, start, ",;");
      if (isName(field, start, nameEnd, name)) {
        greatest = Math.max(greatest, weightOf(field, nameEnd, end));
      }
      start = end + 1;
    }
    return greatest;
  }

  /** Where one of these characters is next, but not within quotes; else the end. */
  private static int end(CharSequence text, int from, String characters) {
    var isQuoted = false;
    for (var at = from; at < text.length(); at++) {
      var c = text.charAt(at);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (isQuoted && c == '\\') {
        at++;
      } else if (!isQuoted && characters.indexOf(c) >= 0) {
        return at;
      }
    }
    return text.length();
  }

  private static boolean isName(CharSequence text, int from, int to, String name) {
    var start = from;
    var end = to;
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    if (end - start != name.length()) {
      return false;
    }
    for (var at = 0; at < name.length(); at++) {
      if (Character.toLowerCase(text.charAt(start + at))
          != Character.toLowerCase(name.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** The parameter q behind a name; a weight that is none accepts nothing. */
  private static int weightOf(CharSequence text, int from, int to) {
    for (var at = from; at < to; ) {
      var end = Math.min(to, end(text, at + 1, ";"));
      var equals = at + 1;
      while (equals < end && text.charAt(equals) != '=') {
        equals++;
      }
      if (isName(text, at + 1, equals, "q")) {
        return thousandths(text.subSequence(Math.min(equals + 1, end), end).toString().strip());
      }
      at = end;
    }
    return MOST_THOUSANDTHS;
  }

  private static int thousandths(String weight) {
    if (weight.isEmpty() || weight.length() > 5 || weight.length() > 1 && weight.charAt(1) != '.') {
      return 0;
    }
    var thousandths = 0;
    for (var place = 0; place < 4; place++) {
      var at = place == 0 ? 0 : place + 1;
      var digit = at < weight.length() ? weight.charAt(at) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return 0;
      }
      thousandths = 10 * thousandths + digit;
    }
    return thousandths > MOST_THOUSANDTHS ? 0 : thousandths;
  }
}
