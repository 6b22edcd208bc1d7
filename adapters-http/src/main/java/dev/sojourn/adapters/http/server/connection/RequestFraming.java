package dev.sojourn.adapters.http.server.connection;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * Refuses requests that another reader of the same bytes could frame or address differently (RFC
 * 9112, sections 3.2, 6.1 and 6.3): a proxy before us might take their end for elsewhere, and have
 * us read one client's bytes as another's request.
 */
final class RequestFraming {
  static final String TWO_LENGTHS = "has both Content-Length and Transfer-Encoding";

  private static final String OF_HOSTS = "-._~!$&'()*+,;=%";

  private RequestFraming() {}

  /** What is wrong with the framing of a request, if anything is. */
  static Optional<String> fault(HttpRequest request) {
    var headers = request.headers();
    var isHttp11 = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    var codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      if (!isHttp11) {
        return Optional.of("Transfer-Encoding is of HTTP/1.1");
      }
      if (codings.size() > 1 || !codings.getFirst().strip().equalsIgnoreCase("chunked")) {
        return Optional.of("Transfer-Encoding must be chunked");
      }
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        return Optional.of(TWO_LENGTHS);
      }
    }
    // The decoder would take eight bytes for the body of such a request, without a length.
    if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      return Optional.of("WebSockets are not served");
    }
    var hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (isHttp11 && hosts.isEmpty())) {
      return Optional.of("must have one Host");
    }
    return hosts.isEmpty() || isHost(hosts.getFirst())
        ? Optional.empty()
        : Optional.of("Host must be a host, and a port if any");
  }

  static boolean isChunked(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /** RFC 3986, section 3.2: without user information. */
  static boolean isHost(String text) {
    var port = text.startsWith("[") ? afterLiteral(text) : afterName(text);
    if (port < 0) {
      return false;
    }
    for (var at = port; at < text.length(); at++) {
      var c = text.charAt(at);
      if (at == port ? c != ':' : c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() - port <= 6;
  }

  private static int afterLiteral(String text) {
    var end = text.indexOf(']');
    for (var at = 1; at < end; at++) {
      var c = text.charAt(at);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return -1;
      }
    }
    return end < 3 ? -1 : end + 1;
  }

  private static int afterName(String text) {
    var at = 0;
    while (at < text.length() && text.charAt(at) != ':') {
      var c = text.charAt(at);
      var isLetterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!isLetterOrDigit && OF_HOSTS.indexOf(c) < 0) {
        return -1;
      }
      at++;
    }
    return at;
  }
}
