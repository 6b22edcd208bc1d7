package dev.sojourn.adapters.http.api.verify;

import dev.sojourn.adapters.http.auth.CrossSite;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Accepted;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The request that a reverse proxy asks about, as it tells it.
 *
 * <table>
 * <caption>who says it how</caption>
 * <tr><td>Traefik, Caddy</td><td>X-Forwarded-Method, -Proto, -Host, -Uri</td></tr>
 * <tr><td>nginx</td><td>the same, or X-Original-Method and X-Original-URL, as it is configured</td></tr>
 * <tr><td>Envoy</td><td>by asking with the method and, behind the prefix, the path itself;
 *     x-envoy-original-path where it has rewritten it</td></tr>
 * </table>
 *
 * @param method absent where nothing is said; the request then counts as one that changes state
 * @param uri absolute; absent where nothing is said
 * @param answersOnly2xx401And403 whether the proxy takes any other status for an error, as nginx
 *     does
 */
public record ForwardedRequest(
    Optional<String> method, Optional<String> uri, boolean answersOnly2xx401And403) {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  public static ForwardedRequest read(HttpServerRequest request) {
    var method = one(request, "the method", "X-Forwarded-Method", "X-Original-Method");
    var original = one(request, "the URL", "X-Original-URL");
    var path = one(request, "the path", "X-Forwarded-Uri", "X-Original-URI");
    var uri =
        original.or(() -> path.flatMap(behind -> origin(request).map(origin -> origin + behind)));
    if (original.isPresent() && path.isPresent() && !original.get().endsWith(path.get())) {
      throw contradiction("the path");
    }
    return new ForwardedRequest(
        method,
        uri,
        request.headers().contains("X-Original-URL")
            || request.headers().contains("X-Original-URI"));
  }

  /**
   * @param path what stands behind the prefix that Envoy is configured with
   */
  static ForwardedRequest ofEnvoy(HttpServerRequest request, String path) {
    var asked = one(request, "the path", "x-envoy-original-path").orElse(path);
    return new ForwardedRequest(
        Optional.of(request.method().name()), origin(request).map(origin -> origin + asked), false);
  }

  /**
   * A client that can add a header must not make us believe in another request than the proxy's.
   */
  private static Optional<String> one(HttpServerRequest request, String what, String... names) {
    var said = new HashSet<String>();
    for (var name : names) {
      said.addAll(request.headers().getAll(name));
    }
    if (said.size() > 1) {
      throw contradiction(what);
    }
    return said.stream().findFirst().filter(value -> !value.isEmpty());
  }

  private static Problem contradiction(String what) {
    return Problem.of(
        ProblemType.INVALID_REQUEST, "the headers contradict each other about " + what);
  }

  private static Optional<String> origin(HttpServerRequest request) {
    var scheme = one(request, "the scheme", "X-Forwarded-Proto").orElse("http");
    return one(request, "the host", "X-Forwarded-Host")
        .or(() -> Optional.ofNullable(request.getHeader("Host")))
        .map(host -> scheme + "://" + host);
  }

  /** Whether it is known to change nothing (RFC 9110, section 9.2.1). */
  boolean isSafe() {
    return method.filter(SAFE::contains).isPresent();
  }

  /** Whether it is known to change something; a redirect would drop what it sends. */
  boolean isUnsafe() {
    return method.isPresent() && !isSafe();
  }

  /** The method that a DPoP proof must name: GET where nothing is said. */
  String provenMethod() {
    return method.orElse("GET");
  }

  /** The scheme and authority that the client asked. */
  public Optional<String> origin() {
    return uri.map(CrossSite::origin);
  }

  /** Whether a browser shows what it is answered, so that sending it elsewhere makes sense. */
  static boolean isNavigation(HttpServerRequest request) {
    var mode = request.getHeader("Sec-Fetch-Mode");
    return mode != null
        ? mode.equals("navigate")
        : Accepted.names(request.headers().getAll("Accept"), "text/html");
  }
}
