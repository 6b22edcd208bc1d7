package dev.sojourn.adapters.http.routes;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which pages of other origins may read answers (Fetch, section 3.2): those that are configured,
 * with their cookies, where a browser's client calls; everybody, without, what is public anyway.
 */
final class Cors {
  /** What scripts in a browser call. */
  private static final List<String> FOR_PAGES =
      List.of("/v1/token", "/v1/revoke", "/v1/me", "/v1/me/*");

  private static final String PUBLIC = "/.well-known/*";
  private static final int PREFLIGHT_SECONDS = 600;

  private Cors() {}

  static void mountOn(Router router, Set<String> allowedOrigins) {
    router
        .route(PUBLIC)
        .handler(
            CorsHandler.create()
                .addOrigin("*")
                .allowedMethod(HttpMethod.GET)
                .allowedHeader("If-None-Match")
                .maxAgeSeconds(PREFLIGHT_SECONDS));
    if (allowedOrigins.isEmpty()) {
      return;
    }
    var cors =
        CorsHandler.create()
            .addOrigins(new ArrayList<>(allowedOrigins))
            .allowCredentials(true)
            .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE))
            .allowedHeaders(Set.of("Authorization", "Content-Type", "DPoP", "X-CSRF-Token"))
            .exposedHeaders(Set.of("DPoP-Nonce", "WWW-Authenticate", "X-Request-Id"))
            .maxAgeSeconds(PREFLIGHT_SECONDS);
    for (var path : FOR_PAGES) {
      router
          .route(path)
          .handler(
              http -> {
                // It would refuse pages of our own origin, which need nobody's leave.
                var origin = http.request().getHeader("Origin");
                if (origin != null && allowedOrigins.contains(origin)) {
                  cors.handle(http);
                } else {
                  http.next();
                }
              });
    }
  }
}
