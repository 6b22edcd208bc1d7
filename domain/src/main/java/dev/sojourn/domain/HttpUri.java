package dev.sojourn.domain;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An http or https URI without its query and fragment, in the normal form of RFC 3986 (sections
 * 6.2.2 and 6.2.3), so that two spellings of one resource are equal: scheme and host in lower case,
 * the port given where it is the scheme's own, no percent-encoded character that needs no encoding,
 * hexadecimal digits in capitals, no dot segments, {@code /} for an empty path. Slashes are not
 * merged: {@code /a//b} and {@code /a/b} are two resources.
 *
 * <p>A host may have underscores (RFC 3986, section 3.2.2), as names of containers do, which {@link
 * java.net.URI} takes for no host.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an IP literal in brackets
 * @param port the port that is connected to, from 0 to 65535
 * @param path begins with a slash
 */
public record HttpUri(String scheme, String host, int port, String path) {
  private static final String UNRESERVED_MARKS = "-._~";
  private static final String IN_HOST = UNRESERVED_MARKS + "!$&'()*+,;=%";
  private static final String IN_PATH = UNRESERVED_MARKS + "!$&'()*+,;=:@/";

  /** Browsers send them as they are, though no URI may have them. */
  private static final String ENCODED_BY_US = "|\\^`{}\"<>[]";

  private static final int MOST_PORT_DIGITS = 5;
  private static final int MOST_PORT = 65_535;

  /** Reads an absolute URI; empty if it is none, has user information or has another scheme. */
  public static Optional<HttpUri> parse(String text) {
    var colon = text.indexOf("://");
    if (colon < 0) {
      return Optional.empty();
    }
    var scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    var begin = colon + 3;
    var authorityEnd = firstOf("/?#", text, begin);
    var authority = text.substring(begin, authorityEnd);
    var hostEnd =
        authority.startsWith("[") ? authority.indexOf(']') + 1 : firstOf(":", authority, 0);
    var host = authority.substring(0, hostEnd).toLowerCase(Locale.ROOT);
    var port = port(authority.substring(hostEnd), scheme);
    var path = path(text.substring(authorityEnd, firstOf("?#", text, authorityEnd)));
    return isHost(host) && port.isPresent()
        ? path.map(normal -> new HttpUri(scheme, host, port.getAsInt(), normal))
        : Optional.empty();
  }

  /** The origin, as browsers write it (RFC 6454, section 6.2): no port that is the scheme's own. */
  public String origin() {
    return scheme + "://" + host + (port == ownPort(scheme) ? "" : ":" + port);
  }

  /** Whether scheme, host and port are the same (RFC 6454, section 5). */
  public boolean hasOriginOf(HttpUri other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  private static int firstOf(String characters, String text, int from) {
    var at = from;
    while (at < text.length() && characters.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static int ownPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static OptionalInt port(String behindHost, String scheme) {
    if (behindHost.isEmpty() || behindHost.equals(":")) {
      return OptionalInt.of(ownPort(scheme));
    }
    if (behindHost.charAt(0) != ':' || behindHost.length() > 1 + MOST_PORT_DIGITS) {
      return OptionalInt.empty();
    }
    var port = 0;
    for (var at = 1; at < behindHost.length(); at++) {
      if (!isDigit(behindHost.charAt(at))) {
        return OptionalInt.empty();
      }
      port = 10 * port + behindHost.charAt(at) - '0';
    }
    return port > MOST_PORT ? OptionalInt.empty() : OptionalInt.of(port);
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return host.length() > 2
          && host.chars().limit(host.length() - 1).skip(1).allMatch(HttpUri::isOfIpLiteral);
    }
    return !host.isEmpty()
        && host.chars().allMatch(c -> isLetterOrDigit(c) || IN_HOST.indexOf(c) >= 0);
  }

  private static boolean isOfIpLiteral(int c) {
    return c < 0x80 && HexFormat.isHexDigit(c) || c == ':' || c == '.';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetterOrDigit(int c) {
    return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isUnreserved(int c) {
    return isLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0;
  }

  private static Optional<String> path(String raw) {
    var normal = new StringBuilder(raw.length());
    for (var at = 0; at < raw.length(); ) {
      var c = raw.codePointAt(at);
      if (c == '%') {
        if (at + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(at + 1))
            || !HexFormat.isHexDigit(raw.charAt(at + 2))) {
          return Optional.empty();
        }
        var escaped = HexFormat.fromHexDigits(raw, at + 1, at + 3);
        if (isUnreserved(escaped)) {
          normal.append((char) escaped);
        } else {
          encode(escaped, normal);
        }
        at += 3;
        continue;
      }
      if (isLetterOrDigit(c) || IN_PATH.indexOf(c) >= 0) {
        normal.append((char) c);
      } else if (ENCODED_BY_US.indexOf(c) >= 0) {
        encode(c, normal);
      } else if (c >= 0x80 && Character.getType(c) != Character.SURROGATE) {
        for (var b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          encode(b & 0xff, normal); // RFC 3987, section 3.1
        }
      } else {
        return Optional.empty();
      }
      at += Character.charCount(c);
    }
    return Optional.of(withoutDotSegments(normal));
  }

  private static void encode(int octet, StringBuilder out) {
    out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) octet));
  }

  /** RFC 3986, section 5.2.4. */
  private static String withoutDotSegments(CharSequence path) {
    var out = new StringBuilder(path.length());
    for (var start = 1; start <= path.length(); ) {
      var end = start;
      while (end < path.length() && path.charAt(end) != '/') {
        end++;
      }
      var isLast = end == path.length();
      var segment = path.subSequence(start, end).toString();
      switch (segment) {
        case "." -> {}
        case ".." -> out.setLength(Math.max(0, out.lastIndexOf("/")));
        default -> out.append('/').append(segment);
      }
      if (isLast && (segment.equals(".") || segment.equals(".."))) {
        out.append('/');
      }
      start = end + 1;
    }
    return out.isEmpty() ? "/" : out.toString();
  }
}
