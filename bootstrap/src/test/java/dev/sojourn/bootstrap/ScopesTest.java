package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.apikey.Scope;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of scopes in operating.md, against a running Sojourn. */
class ScopesTest {
  private static final List<String> SCOPES =
      List.of(
          "sessions:read",
          "sessions:write",
          "sessions:revoke",
          "logins:write",
          "audit:read",
          "events:poll");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `?([a-z:]+)`? \\| (`[A-Z]+ /.*) \\|$");
  private static final Pattern ROUTE = Pattern.compile("`([A-Z]+ /[^`]*)`");

  private final RunningSojourn sojourn =
      RunningSojourn.with(Map.of("SOJOURN_STORE", "memory", "SOJOURN_API_KEYS", keys()));

  private static String keys() {
    return SCOPES.stream()
        .map(scope -> scope.replace(":", "-") + "=" + key(scope) + ":" + scope)
        .collect(Collectors.joining(","));
  }

  private static String key(String scope) {
    return "sak_" + scope.replace(":", "-") + "-of-a-test-of-all-scopes";
  }

  @AfterEach
  void close() {
    sojourn.close();
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/operating.md"));
  }

  /** The scope of each route, as the table has it. */
  private static Map<String, String> table() throws IOException {
    var scopes = new TreeMap<String, String>();
    for (var row : ROW.matcher(page()).results().toList()) {
      for (var route : ROUTE.matcher(row.group(2)).results().toList()) {
        scopes.put(route.group(1), row.group(1));
      }
    }
    return scopes;
  }

  @Test
  void theTableNamesEveryRouteAndNoOther() throws IOException {
    assertEquals(sojourn.routes(), table().keySet());
  }

  @Test
  void thePageNamesEveryScope() throws IOException {
    var page = page();
    var missing = new TreeSet<String>();
    for (var scope : Scope.values()) {
      if (!page.contains("`" + scope.word() + "`")) {
        missing.add(scope.word());
      }
    }
    assertEquals(new TreeSet<String>(), missing);
  }

  @Test
  void aRouteIsOpenedByItsScopeAndByNoOther() throws IOException, InterruptedException {
    var wrong = new ArrayList<String>();
    try (var http = HttpClient.newHttpClient()) {
      for (var entry : table().entrySet()) {
        for (var scope : SCOPES) {
          var isRefused = isRefused(http, entry.getKey(), scope);
          var isOpen = isOpen(entry.getKey(), entry.getValue(), scope);
          if (isRefused == isOpen) {
            wrong.add(entry.getKey() + " with " + scope + (isRefused ? " is refused" : " is open"));
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(table().size() > 30, "the table is found");
  }

  /** The token endpoint needs no key, but one that is sent must allow it. */
  private static boolean isOpen(String route, String needed, String scope) {
    return route.equals("POST /v1/token")
        ? scope.equals("sessions:write")
        : needed.equals(scope) || needed.equals("none");
  }

  /** Whether the answer is that the key lacks a scope. */
  private boolean isRefused(HttpClient http, String route, String scope)
      throws IOException, InterruptedException {
    var methodAndPath = route.split(" ");
    var path =
        methodAndPath[1]
            .replace("/sessions/{id}", "/sessions/019ab000-0000-7000-8000-000000000000")
            .replaceAll("\\{[a-z_]+}", "nobody");
    var request =
        HttpRequest.newBuilder(sojourn.address().resolve(path))
            .method(methodAndPath[0], HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + key(scope))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      if (answer.statusCode() != 403) {
        return false; // and what may be a stream without end is not read
      }
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(Scope.values())
          .map(Scope::word)
          .anyMatch(word -> text.contains("needs the scope " + word));
    }
  }
}
