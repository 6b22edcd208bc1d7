package dev.sojourn.adapters.http.auth;

import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Logs which origins of pages are refused, each once, since a browser tells neither the page nor
 * its developer why. Bounded, because anybody can send any origin.
 */
final class RefusedOrigins {
  static final int MOST = 100;

  /** As browsers serialise an origin (RFC 6454, section 6.2); nothing else gets into the log. */
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]{0,15}://[a-zA-Z0-9._:\\[\\]-]{1,255}");

  private static final Logger LOG = System.getLogger(RefusedOrigins.class.getName());

  private final Supplier<String> ownOrigin;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param ownOrigin where pages of Sojourn's own address come from, which are not refused
   */
  RefusedOrigins(Supplier<String> ownOrigin) {
    this.ownOrigin = ownOrigin;
  }

  /** Tells of the origin of a request, unless there is none, or it is our own or was told. */
  void tell(HttpServerRequest request) {
    var origin = request.getHeader("Origin");
    if (origin == null
        || "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
        || origin.equals(ownOrigin.get())
        || origin.endsWith("://" + request.getHeader("Host"))
        || told.size() >= MOST
        || !ORIGIN.matcher(origin).matches()
        || !told.add(origin)) {
      return;
    }
    LOG.log(
        Level.WARNING,
        "a page of {0} may not read the answers: SOJOURN_ALLOWED_ORIGINS does not have that origin",
        origin);
  }
}
