package dev.sojourn.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody at the console as a browser has it: cookies are kept, pages are not followed. */
final class ConsoleVisitor {
  static final String ACCESS = "__Host-sojourn-console";
  static final String REFRESH = "__Host-sojourn-console-refresh";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final URI address;
  private final Map<String, String> cookies = new TreeMap<>();

  ConsoleVisitor(URI address) {
    this.address = address;
  }

  /** Signed in with this key. */
  static ConsoleVisitor with(URI address, String key) {
    var visitor = new ConsoleVisitor(address);
    var answer = visitor.signIn(key);
    if (answer.statusCode() != 303) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return visitor;
  }

  HttpResponse<String> signIn(String key) {
    return post("/console/sign-in", Map.of("key", key));
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  /** As a page of the console sends it. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    return postAs(path, fields, "Origin", address.toString(), "Sec-Fetch-Site", "same-origin");
  }

  /** With these headers alone. */
  HttpResponse<String> postAs(String path, Map<String, String> fields, String... headers) {
    var body =
        fields.entrySet().stream()
            .map(field -> Api.encode(field.getKey()) + "=" + Api.encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      answer.headers().allValues("Set-Cookie").forEach(this::keep);
      return answer;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private void keep(String header) {
    var pair = header.substring(0, header.indexOf(';')).split("=", 2);
    if (header.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  /** One of the cookies, or an empty text. */
  String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** The mark in the forms of a page. */
  String csrf(String page) {
    var matcher = CSRF.matcher(get(page).body());
    if (!matcher.find()) {
      throw new AssertionError("no form on " + page);
    }
    return matcher.group(1);
  }
}
