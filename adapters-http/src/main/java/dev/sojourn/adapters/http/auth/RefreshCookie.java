package dev.sojourn.adapters.http.auth;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.RequestCookies;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;

/**
 * The cookie that keeps a browser's refresh token out of reach of its scripts. The prefix {@code
 * __Host-} has the browser itself see to it that it is Secure, for this host alone and for all its
 * paths (RFC 6265bis, section 4.1.3.2).
 */
public final class RefreshCookie {
  public static final String NAME = "__Host-sojourn-refresh";

  private RefreshCookie() {}

  /** The candidates for the refresh token of a browser. */
  public static List<String> read(HttpServerRequest request) {
    return RequestCookies.named(request, NAME);
  }

  public static void set(Call call, String refreshToken, Duration life) {
    call.cookie(cookie(refreshToken).setMaxAge(life.toSeconds()));
  }

  /** Takes it away, from a browser that has one. */
  public static void clear(Call call) {
    if (RequestCookies.has(call.request(), NAME)) {
      call.cookie(cookie("").setMaxAge(0));
    }
  }

  private static Cookie cookie(String value) {
    return Cookie.cookie(NAME, value)
        .setPath("/")
        .setSecure(true)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT);
  }
}
