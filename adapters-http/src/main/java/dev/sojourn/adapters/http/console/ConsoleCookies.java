package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.RequestCookies;
import dev.sojourn.application.token.TokenPair;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The tokens of a console session in the browser, out of reach of scripts, for this host alone (RFC
 * 6265bis, section 4.1.3.2), and gone when the browser is closed. Browsers take the loopback
 * interface for as good as TLS; anywhere else the console needs it.
 */
public final class ConsoleCookies {
  static final String ACCESS = "__Host-sojourn-console";
  static final String REFRESH = "__Host-sojourn-console-refresh";

  private ConsoleCookies() {}

  /** The candidates for the access token. */
  static List<String> access(HttpServerRequest request) {
    return RequestCookies.named(request, ACCESS);
  }

  /** The candidates for the refresh token. */
  static List<String> refresh(HttpServerRequest request) {
    return RequestCookies.named(request, REFRESH);
  }

  public static void set(Call call, TokenPair tokens) {
    call.cookie(cookie(ACCESS, tokens.accessToken()));
    call.cookie(cookie(REFRESH, tokens.refreshToken()));
  }

  public static void clear(Call call) {
    call.cookie(cookie(ACCESS, "").setMaxAge(0));
    call.cookie(cookie(REFRESH, "").setMaxAge(0));
  }

  private static Cookie cookie(String name, String value) {
    return Cookie.cookie(name, value)
        .setPath("/")
        .setSecure(true)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT);
  }
}
