package dev.sojourn.adapters.http.auth;

import dev.sojourn.domain.HttpUri;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.CsrfToken;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether a request that a browser sends with a cookie comes from a page that may send it (OWASP
 * CSRF prevention). The browser itself says where it comes from, in Sec-Fetch-Site or Origin; where
 * it says neither, the page shows the token that it was given with the session.
 */
public final class CrossSite {
  private static final String TOKEN = "X-CSRF-Token";
  private static final String HIDDEN = "null";

  private final Set<String> allowedOrigins;
  private final Supplier<KeyRing> keys;

  /**
   * @param allowedOrigins of pages elsewhere that may use the API, as browsers write them
   */
  public CrossSite(Set<String> allowedOrigins, Supplier<KeyRing> keys) {
    this.allowedOrigins = allowedOrigins;
    this.keys = keys;
  }

  /** Scheme and authority of a URL. */
  public static String origin(String url) {
    var path = url.indexOf('/', url.indexOf("://") + 3);
    return path < 0 ? url : url.substring(0, path);
  }

  /**
   * @param ownOrigin where pages of the same site come from
   * @param session whose cookie it is, if that is known
   */
  public boolean allows(HttpServerRequest request, String ownOrigin, Optional<SessionId> session) {
    var origin = request.getHeader("Origin");
    var fetchSite = request.getHeader("Sec-Fetch-Site");
    if (origin != null && isAllowed(origin)) {
      return true;
    }
    if (fetchSite != null) {
      return switch (fetchSite) {
        // A page with Referrer-Policy: no-referrer has its origin hidden (Fetch, section 3.2).
        case "same-origin" -> origin == null || origin.equals(HIDDEN) || isSame(origin, ownOrigin);
        case "none" -> origin == null || isSame(origin, ownOrigin);
        default -> false;
      };
    }
    if (origin != null) {
      return isSame(origin, ownOrigin);
    }
    var shown = request.getHeader(TOKEN);
    return session.isPresent() && shown != null && CsrfToken.isOf(session.get(), shown, keys.get());
  }

  /**
   * Whether the browser says that the page is of another site, to which it neither sends nor from
   * which it keeps our cookies (SameSite; RFC 6265bis, section 5.2).
   */
  public static boolean isOfAnotherSite(HttpServerRequest request) {
    return "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
  }

  /** Whether the browser says that it comes from elsewhere; nothing said is no objection. */
  public boolean objects(HttpServerRequest request, String ownOrigin) {
    return (request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null)
        && !allows(request, ownOrigin, Optional.empty());
  }

  private boolean isAllowed(String origin) {
    return HttpUri.parse(origin).map(HttpUri::origin).filter(allowedOrigins::contains).isPresent();
  }

  /** Whether both have the same scheme, host and port (RFC 6454, section 5). */
  private static boolean isSame(String origin, String ownOrigin) {
    var own = HttpUri.parse(ownOrigin);
    return own.isPresent() && HttpUri.parse(origin).filter(own.get()::hasOriginOf).isPresent();
  }
}
