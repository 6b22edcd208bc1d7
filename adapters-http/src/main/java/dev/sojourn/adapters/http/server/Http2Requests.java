package dev.sojourn.adapters.http.server;

import io.vertx.core.http.HttpServerRequest;

/** Requests of HTTP/2 as all that reads requests expects them. */
public final class Http2Requests {
  static final int MOST_FIELDS = 100;
  public static final String BOUNDS = "at most " + MOST_FIELDS + " fields";

  private Http2Requests() {}

  /**
   * Says in Host what :authority says (RFC 9113, section 8.3.1), and joins the fields that a cookie
   * may be split into (section 8.2.3), which Vert.x does, too.
   *
   * @return whether it has no more fields than it may have
   */
  public static boolean normalize(HttpServerRequest request) {
    var headers = request.headers();
    var fields = 0;
    for (var _ : headers) {
      fields++;
    }
    if (fields > MOST_FIELDS) {
      return false;
    }
    var cookies = headers.getAll("cookie");
    if (cookies.size() > 1) {
      headers.set("cookie", String.join("; ", cookies));
    }
    var authority = request.authority();
    if (authority != null) {
      headers.set(
          "host",
          authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port());
    }
    return true;
  }
}
