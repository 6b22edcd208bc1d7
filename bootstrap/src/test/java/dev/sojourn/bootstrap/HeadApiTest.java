package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** HEAD is answered as GET is, without the content (RFC 9110, section 9.3.2). */
class HeadApiTest {
  private static final Map<String, String> PARTS =
      Map.of(
          "{id}", "0198c9a5-0000-7000-8000-000000000000",
          "{user_id}", "ada",
          "{subject}", "ada",
          "{hash}", "0123456789abcdef",
          "{name}", "pages.css");

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  private static String path(String template) {
    var path = template;
    for (var part : PARTS.entrySet()) {
      path = path.replace(part.getKey(), part.getValue());
    }
    return path.replaceAll("\\{[a-z_]+}", "x");
  }

  private HttpResponse<InputStream> ask(HttpClient http, String method, String path, String key)
      throws Exception {
    var request =
        HttpRequest.newBuilder(sojourn.address().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  @Test
  void everyGetIsAlsoAHead() throws Exception {
    var paths = new ArrayList<>(List.of("/docs/", "/docs/swagger-ui.css", "/docs/none.css"));
    for (var route : sojourn.everyRoute()) {
      if (route.startsWith("GET ")) {
        paths.add(path(route.substring("GET ".length())));
      }
    }
    assertTrue(paths.size() > 50, paths::toString);
    assertTrue(paths.containsAll(List.of("/docs", "/account", "/console/sessions", "/v1/events")));
    try (var http = HttpClient.newHttpClient()) {
      for (var key : List.of("", RunningSojourn.ADMIN_KEY)) {
        for (var path : paths) {
          var get = ask(http, "GET", path, key);
          var head = ask(http, "HEAD", path, key);
          var what = path + (key.isEmpty() ? " without a key" : "");
          assertEquals(get.statusCode(), head.statusCode(), what);
          for (var header : List.of("Content-Type", "Location", "Cache-Control", "Allow")) {
            assertEquals(get.headers().allValues(header), head.headers().allValues(header), what);
          }
          assertEquals(0, head.body().readAllBytes().length, what);
          get.body().close();
        }
      }
    }
  }

  @Test
  void aStreamOfLinesIsNotWrittenForHead() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(sojourn.address().resolve("/v1/audit"))
              .header("Authorization", "Bearer " + RunningSojourn.ADMIN_KEY)
              .header("Accept", "application/x-ndjson")
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      var head = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, head.statusCode());
      assertEquals("application/x-ndjson", head.headers().firstValue("Content-Type").orElse(""));
      assertEquals("", head.body());
    }
  }
}
