package dev.sojourn.adapters.http.request;

import java.util.List;

/**
 * Reads If-None-Match and If-Match: {@code *}, or a list of entity tags (RFC 9110, section 13.1).
 */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether a client has this representation (RFC 9110, section 13.1.2): weak tags count as strong
   * ones.
   *
   * @param fields the values of If-None-Match
   * @param tag with its quotes
   */
  public static boolean matchWeakly(List<? extends CharSequence> fields, String tag) {
    return fields.stream().anyMatch(field -> match(field, tag, true));
  }

  /** Whether a client means this representation (RFC 9110, section 13.1.1): no weak tag does. */
  public static boolean matchStrongly(List<? extends CharSequence> fields, String tag) {
    return fields.stream().anyMatch(field -> match(field, tag, false));
  }

  private static boolean match(CharSequence field, String tag, boolean weakly) {
    var at = skip(field, 0);
    if (at < field.length() && field.charAt(at) == '*') {
      return skip(field, at + 1) == field.length();
    }
    while (at < field.length()) {
      var isWeak =
          at + 1 < field.length() && field.charAt(at) == 'W' && field.charAt(at + 1) == '/';
      var open = isWeak ? at + 2 : at;
      if (open >= field.length() || field.charAt(open) != '"') {
        return false;
      }
      var close = open + 1;
      while (close < field.length() && field.charAt(close) != '"') {
        close++;
      }
      if (close == field.length()) {
        return false;
      }
      if ((weakly || !isWeak)
          && close + 1 - open == tag.length()
          && tag.contentEquals(field.subSequence(open, close + 1))) {
        return true;
      }
      at = skip(field, close + 1);
    }
    return false;
  }

  /** Past white space and commas. */
  private static int skip(CharSequence field, int from) {
    var at = from;
    while (at < field.length() && " \t,".indexOf(field.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
