package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.session.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request comes from: the address of the connection or, when that is a trusted proxy, the
 * right-most address of the header that the proxies write which no trusted proxy added. Anybody may
 * have written what is further left, and it is not read.
 */
public final class ClientAddress {
  /** The node of a Forwarded element (RFC 7239, section 4). */
  static final Pattern FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))");

  static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)](?::.*)?|([0-9.]+):[^:]*");

  /** With brackets and a port, more than any address has. */
  private static final int LONGEST_NODE = 64;

  private ClientAddress() {}

  /**
   * @param headers the values of the header that the proxies write, in their order
   * @return empty if the right-most address that counts is none
   */
  public static Optional<IpAddress> of(
      String remote, List<String> headers, TrustedProxies proxies) {
    var zone = remote.indexOf('%');
    var address = IpAddress.parse(zone < 0 ? remote : remote.substring(0, zone)).valid();
    for (var header : headers.reversed()) {
      var end = header.length();
      while (end >= 0) {
        if (address.isEmpty() || !proxies.trust(address.get())) {
          return address;
        }
        // Commas within quotes do not occur in nodes.
        var comma = header.lastIndexOf(',', end - 1);
        var hop = header.substring(comma + 1, end).strip();
        if (!hop.isEmpty()) {
          address = node(hop, proxies.header());
        }
        end = comma;
      }
    }
    return address;
  }

  private static Optional<IpAddress> node(String hop, ForwardedHeader header) {
    return switch (header) {
      case X_FORWARDED_FOR -> node(hop);
      case FORWARDED -> {
        var node = FOR.matcher(hop);
        yield node.find()
            ? node(node.group(1) != null ? node.group(1) : node.group(2))
            : Optional.empty();
      }
    };
  }

  private static Optional<IpAddress> node(String text) {
    if (text.length() > LONGEST_NODE) {
      return Optional.empty();
    }
    if (text.indexOf(':') < 0) {
      return IpAddress.parse(text).valid(); // most of them, and no pattern is needed
    }
    var withPort = WITH_PORT.matcher(text);
    var bare =
        !withPort.matches()
            ? text
            : withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
    return IpAddress.parse(bare).valid();
  }
}
