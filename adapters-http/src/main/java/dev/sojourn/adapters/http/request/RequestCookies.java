package dev.sojourn.adapters.http.request;

import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Reads cookies from the raw Cookie fields of a request, exactly as a browser wrote them (RFC 6265,
 * section 4.2.1): pairs with a semicolon and one space between them, the name up to the first
 * equals sign.
 *
 * <p>Names are compared exactly. Browsers protect the prefix {@code __Host-} (RFC 6265bis, section
 * 4.1.3.2) only where a name begins with it, so a subdomain may set {@code ,__Host-sojourn} for the
 * whole domain. A decoder that skips the comma, or a tab, reads that cookie as ours. Values are not
 * unquoted, as no token has quotes.
 *
 * <p>A browser may send several cookies of one name, for example a partitioned one beside an
 * unpartitioned one. All of them are candidates; {@link dev.sojourn.application.token.ChooseToken}
 * decides.
 */
public final class RequestCookies {
  /** Browsers keep at most 180 cookies of a site, and as many partitioned ones. */
  static final int MOST_COOKIES = 400;

  /** Each candidate may cost a look at the store. */
  static final int MOST_CANDIDATES = 5;

  private RequestCookies() {}

  /**
   * The distinct values that are not empty of all cookies of this name, in their order; at most
   * {@value #MOST_CANDIDATES}, from the first {@value #MOST_COOKIES} cookies.
   */
  public static List<String> named(HttpServerRequest request, String name) {
    return named(request.headers().getAll("Cookie"), name);
  }

  static List<String> named(List<String> fields, String name) {
    return values(fields, name).stream().filter(value -> !value.isEmpty()).toList();
  }

  /** Whether the browser has a cookie of this name, even an empty one. */
  public static boolean has(HttpServerRequest request, String name) {
    return !values(request.headers().getAll("Cookie"), name).isEmpty();
  }

  /**
   * @param fields HTTP/2 may split one Cookie field into several (RFC 9113, section 8.2.3)
   */
  private static Collection<String> values(List<String> fields, String name) {
    var values = new LinkedHashSet<String>();
    var cookies = 0;
    for (var field : fields) {
      var start = 0;
      while (start <= field.length()) {
        if (++cookies > MOST_COOKIES || values.size() == MOST_CANDIDATES) {
          return values;
        }
        var semicolon = field.indexOf(';', start);
        var end = semicolon < 0 ? field.length() : semicolon;
        // One space belongs to the separator; a second one would belong to the name.
        var begin = start > 0 && start < end && field.charAt(start) == ' ' ? start + 1 : start;
        var equals = begin + name.length();
        if (equals < end && field.startsWith(name, begin) && field.charAt(equals) == '=') {
          values.add(field.substring(equals + 1, end));
        }
        start = end + 1;
      }
    }
    return values;
  }
}
