package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IP address in its one canonical text: IPv4 dotted, IPv6 as RFC 5952 writes it, an IPv4-mapped
 * IPv6 address as IPv4. No host names, zones or shortened IPv4 forms; at most 45 characters.
 */
public record IpAddress(String value) {
  private static final int LONGEST = 45;
  private static final String FAULT = "must be an IPv4 or IPv6 address";

  /**
   * @throws IllegalArgumentException if not canonical; text from outside goes through {@link
   *     #parse}
   */
  public IpAddress {
    if (!parseToCanonical(value).equals(Optional.of(value))) {
      throw new IllegalArgumentException(FAULT);
    }
  }

  /** Reads any valid spelling and makes it canonical. */
  public static Parsed<IpAddress> parse(String text) {
    return parseToCanonical(text)
        .<Parsed<IpAddress>>map(canonical -> new Parsed.Valid<>(new IpAddress(canonical)))
        .orElseGet(() -> new Parsed.Invalid<>(FAULT));
  }

  /**
   * The network that one household or server has to itself: an IPv4 address whole, an IPv6 address
   * by its first 64 bits (RFC 6177), written as its first address.
   */
  public IpAddress network() {
    if (!value.contains(":")) {
      return this;
    }
    var bytes = bytes();
    Arrays.fill(bytes, 8, 16, (byte) 0);
    return new IpAddress(rfc5952(bytes));
  }

  /** The address itself, 4 or 16 bytes. */
  public byte[] bytes() {
    var address =
        value.indexOf(':') < 0 ? Inet4Address.ofLiteral(value) : Inet6Address.ofLiteral(value);
    return address.getAddress();
  }

  /** No regular expressions: every request has one or two addresses. */
  private static Optional<String> parseToCanonical(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (text.indexOf(':') < 0) {
      return isIpv4(text) ? Optional.of(text) : Optional.empty();
    }
    // An embedded IPv4 address with leading zeros is octal to some readers: nobody's address.
    var embedded = text.substring(text.lastIndexOf(':') + 1);
    if (embedded.indexOf('.') >= 0 && !isIpv4(embedded) || !hasDigitsAlone(text)) {
      return Optional.empty();
    }
    try {
      // Not InetAddress.ofLiteral, which first tries it as IPv4 and throws.
      var address = Inet6Address.ofLiteral(text);
      return Optional.of(
          address instanceof Inet4Address mapped
              ? mapped.getHostAddress()
              : rfc5952(address.getAddress()));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  /** Four numbers from 0 to 255 without leading zeros, with dots between them. */
  private static boolean isIpv4(String text) {
    var numbers = 0;
    var at = 0;
    while (at < text.length()) {
      var end = at;
      var number = 0;
      while (end < text.length() && isDigit(text.charAt(end)) && end - at < 3) {
        number = 10 * number + text.charAt(end) - '0';
        end++;
      }
      var hasLeadingZero = end - at > 1 && text.charAt(at) == '0';
      if (end == at || number > 255 || hasLeadingZero) {
        return false;
      }
      numbers++;
      if (end == text.length()) {
        return numbers == 4;
      }
      if (text.charAt(end) != '.') {
        return false;
      }
      at = end + 1;
    }
    return false;
  }

  private static boolean hasDigitsAlone(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!isDigit(c) && c != ':' && c != '.' && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** RFC 5952, section 4: lower case, no leading zeros, the longest run of zero groups as "::". */
  private static String rfc5952(byte[] address) {
    var groups = new int[8];
    for (var i = 0; i < 8; i++) {
      groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
    }
    var runStart = 0;
    var runLength = 0;
    for (var start = 0; start < 8; start++) {
      var end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > runLength) {
        runStart = start;
        runLength = end - start;
      }
    }
    if (runLength < 2) {
      return join(groups, 0, 8);
    }
    return join(groups, 0, runStart) + "::" + join(groups, runStart + runLength, 8);
  }

  private static String join(int[] groups, int from, int to) {
    var out = new StringBuilder();
    for (var i = from; i < to; i++) {
      out.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return value;
  }
}
