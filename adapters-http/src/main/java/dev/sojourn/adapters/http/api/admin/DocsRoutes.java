package dev.sojourn.adapters.http.api.admin;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.Parsed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** /openapi.yaml, and /docs: a page to read and try it, which loads nothing from another host. */
public final class DocsRoutes {
  /**
   * Swagger UI sets styles on elements and draws its icons from data; scripts are files of ours.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
          + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final String FOR_A_DAY = "public, max-age=86400";
  private static final String PAGE = "index.html";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "png", "image/png",
          "map", "application/json");

  private final Buffer contract = content("/openapi.yaml");
  private final String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
  private final Map<String, Buffer> files = new ConcurrentHashMap<>();

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(
            HttpMethod.GET, "/openapi.yaml", call -> call.content("application/yaml", contract)));
  }

  /** The page and its files, which are no part of the contract. */
  public List<Endpoint> pages() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/docs", this::page).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/docs/{name}", this::file).with(Endpoint.ANY_QUERY));
  }

  /**
   * The router takes /docs/ for /docs as well, but links of the page are relative to the former.
   */
  private void page(Call call) {
    if (String.valueOf(call.request().path()).endsWith("/")) {
      answer(call, PAGE);
    } else {
      call.header("Location", "/docs/").empty(302);
    }
  }

  private void file(Call call) {
    answer(call, call.path("name", Parsed.Valid::new));
  }

  /** From the class path, and then from memory: there are few files, and no others get in. */
  private void answer(Call call, String name) {
    if (!NAME.matcher(name).matches()) {
      throw noSuchFile();
    }
    var known = files.get(name);
    call.answer(
        known == null
            ? call.blocking(() -> file(name)).toCompletionStage()
            : CompletableFuture.completedFuture(Optional.of(known)),
        file ->
            call.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Cache-Control", FOR_A_DAY)
                .content(contentType(name), file.orElseThrow(DocsRoutes::noSuchFile)));
  }

  private Optional<Buffer> file(String name) {
    for (var directory : List.of("/dev/sojourn/adapters/http/docs/", swaggerUi)) {
      if (DocsRoutes.class.getResource(directory + name) != null) {
        return Optional.of(files.computeIfAbsent(name, _ -> content(directory + name)));
      }
    }
    return Optional.empty();
  }

  private static Problem noSuchFile() {
    return Problem.of(ProblemType.NOT_FOUND, "no such path");
  }

  private static String contentType(String name) {
    return CONTENT_TYPES.getOrDefault(
        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
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

  private static Buffer content(String path) {
    try (var in = resource(path)) {
      return Buffer.buffer(in.readAllBytes());
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
