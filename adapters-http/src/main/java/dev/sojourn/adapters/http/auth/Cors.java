package dev.sojourn.adapters.http.auth;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which pages of other origins may read answers (Fetch, section 3.2): those that are configured,
 * with their cookies, where a browser's client calls; everybody, without, what is public anyway.
 */
public final class Cors {
  /** What scripts in a browser call. */
  private static final List<String> FOR_PAGES =
      List.of("/v1/token", "/v1/revoke", "/v1/me", "/v1/me/*");

  /** What scripts need of an answer beside its body (Fetch, section 3.3.4). */
  private static final Set<String> EXPOSED =
      Set.of("Allow", "DPoP-Nonce", "Retry-After", "WWW-Authenticate", "X-Request-Id");

  private static final String PUBLIC = "/.well-known/*";
  private static final int PREFLIGHT_SECONDS = 600;

  private Cors() {}

  public static void mountOn(
      Router router, Set<String> allowedOrigins, Supplier<String> ownOrigin) {
    router
        .route(PUBLIC)
        .handler(
            CorsHandler.create()
                .addOrigin("*")
                .allowedMethod(HttpMethod.GET)
                .allowedHeader("If-None-Match")
                .exposedHeaders(Set.of("ETag", "Retry-After", "X-Request-Id"))
                .maxAgeSeconds(PREFLIGHT_SECONDS));
    var refused = new RefusedOrigins(ownOrigin);
    // Without an origin it would allow all.
    var cors =
        allowedOrigins.isEmpty() ? Optional.<CorsHandler>empty() : Optional.of(of(allowedOrigins));
    for (var path : FOR_PAGES) {
      router
          .route(path)
          .handler(
              http -> {
                // It would refuse pages of our own origin, which need nobody's leave.
                var origin = http.request().getHeader("Origin");
                if (origin != null && allowedOrigins.contains(origin) && cors.isPresent()) {
                  cors.get().handle(http);
                } else {
                  refused.tell(http.request());
                  http.next();
                }
              });
    }
  }

  private static CorsHandler of(Set<String> allowedOrigins) {
    return CorsHandler.create()
        .addOrigins(new ArrayList<>(allowedOrigins))
        .allowCredentials(true)
        .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE))
        .allowedHeaders(Set.of("Authorization", "Content-Type", "DPoP", "X-CSRF-Token"))
        .exposedHeaders(EXPOSED)
        .maxAgeSeconds(PREFLIGHT_SECONDS);
  }
}
