package dev.sojourn.adapters.http;

import dev.sojourn.domain.session.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request comes from: the connection's address, or, when that is a trusted proxy, the
 * right-most address of Forwarded (RFC 7239) or X-Forwarded-For that no trusted proxy added. What
 * is further left may have been written by anybody.
 */
public final class ClientAddress {
  private static final Pattern FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))");
  private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)](?::.*)?|([0-9.]+):[^:]*");

  private ClientAddress() {}

  /**
   * @param forwarded the values of Forwarded headers, in their order
   * @param forwardedFor the values of X-Forwarded-For headers, looked at if there are no others
   * @return empty if the right-most address that counts is none
   */
  public static Optional<IpAddress> of(
      String remote, List<String> forwarded, List<String> forwardedFor, TrustedProxies proxies) {
    var address = IpAddress.parse(remote.replaceAll("%.*", "")).valid();
    var hops = forwarded.isEmpty() ? split(forwardedFor) : forwardedNodes(forwarded);
    for (var hop : hops.reversed()) {
      if (address.isEmpty() || !proxies.trust(address.get())) {
        return address;
      }
      address = node(hop);
    }
    return address;
  }

  private static List<String> split(List<String> headers) {
    return headers.stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::strip)
        .filter(hop -> !hop.isEmpty())
        .toList();
  }

  /**
   * One a proxy; empty where it does not say for whom. Commas within quotes do not occur in nodes.
   */
  private static List<String> forwardedNodes(List<String> headers) {
    var nodes = new ArrayList<String>();
    for (var element : split(headers)) {
      var node = FOR.matcher(element);
      nodes.add(node.find() ? node.group(1) != null ? node.group(1) : node.group(2) : "");
    }
    return nodes;
  }

  private static Optional<IpAddress> node(String text) {
    var withPort = WITH_PORT.matcher(text);
    var bare =
        !withPort.matches()
            ? text
            : withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
    return IpAddress.parse(bare).valid();
  }
}
