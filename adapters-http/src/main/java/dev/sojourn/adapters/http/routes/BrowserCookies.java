package dev.sojourn.adapters.http.routes;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The cookies that an application's login has set in a browser, for pages of ours. */
public final class BrowserCookies {
  private BrowserCookies() {}

  /** The access token of a session that lives in one cookie. Two cookies of the name are none. */
  public static Optional<String> access(HttpServerRequest request) {
    var cookies = request.cookies(VerifyRoutes.COOKIE);
    return cookies.size() == 1
        ? Optional.of(cookies.iterator().next().getValue())
        : Optional.empty();
  }

  /** The refresh token of a session whose access token is in the memory of a page. */
  public static Optional<String> refresh(HttpServerRequest request) {
    return RefreshCookie.read(request);
  }

  /** Takes both away, from a browser that has them. */
  public static void clear(Call call) {
    RefreshCookie.clear(call);
    if (!call.request().cookies(VerifyRoutes.COOKIE).isEmpty()) {
      call.cookie(
          Cookie.cookie(VerifyRoutes.COOKIE, "")
              .setPath("/")
              .setSecure(true)
              .setHttpOnly(true)
              .setMaxAge(0));
    }
  }

  /** Where somebody signs in, to come back to a page. */
  public static String loginUrl(String url, Optional<String> returnTo) {
    return VerifyRoutes.login(url, returnTo);
  }
}
