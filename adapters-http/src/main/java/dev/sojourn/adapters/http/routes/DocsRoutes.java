package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** /openapi.yaml, and /docs: a page to read and try it, which loads nothing from another host. */
final class DocsRoutes {
  /**
   * Swagger UI sets styles on elements and draws its icons from data; scripts are files of ours.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
          + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  /** All files are in one directory. */
  private static final Pattern FILE = Pattern.compile("/docs/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?");

  private final String contract = text("/openapi.yaml");

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(
            HttpMethod.GET, "/openapi.yaml", call -> call.text("application/yaml", contract)));
  }

  /** The page and its files, which are no part of the contract. */
  void mountOn(Router router) {
    // The router takes /docs/ for /docs as well, but links of the page are relative to the former.
    router
        .route("/docs")
        .method(HttpMethod.GET)
        .handler(
            http -> {
              if (String.valueOf(http.request().path()).endsWith("/")) {
                http.next();
              } else {
                http.redirect("/docs/");
              }
            });
    router
        .route("/docs/*")
        .method(HttpMethod.GET)
        .handler(
            http -> {
              // The handler of files would decode the path anew, and look for files outside.
              if (!FILE.matcher(String.valueOf(http.request().path())).matches()) {
                throw Problem.of(ProblemType.NOT_FOUND, "no such file");
              }
              http.put(Endpoints.ROUTE, "/docs/*");
              http.response().putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
              http.next();
            })
        .handler(StaticHandler.create("dev/sojourn/adapters/http/docs"));
    router
        .route("/docs/*")
        .method(HttpMethod.GET)
        .handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/" + version()));
  }

  private static String version() {
    var properties = new Properties();
    try (var in = resource("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version");
  }

  private static String text(String path) {
    try (var in = resource(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static InputStream resource(String path) {
    var in = DocsRoutes.class.getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException(path + " is not on the class path");
    }
    return in;
  }
}
