package dev.sojourn.adapters.http.account;

import dev.sojourn.adapters.http.api.verify.VerifyRoutes;
import dev.sojourn.adapters.http.auth.RefreshCookie;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.RequestCookies;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** The cookies that an application's login has set in a browser, for pages of ours. */
public final class BrowserCookies {
  private BrowserCookies() {}

  /** The candidates for the access token of a session that lives in one cookie. */
  public static List<String> access(HttpServerRequest request) {
    return RequestCookies.named(request, VerifyRoutes.COOKIE);
  }

  /** The candidates for the refresh token of a session whose access token a page has. */
  public static List<String> refresh(HttpServerRequest request) {
    return RefreshCookie.read(request);
  }

  /** Takes both away, from a browser that has them. */
  public static void clear(Call call) {
    RefreshCookie.clear(call);
    if (RequestCookies.has(call.request(), VerifyRoutes.COOKIE)) {
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
