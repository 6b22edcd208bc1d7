package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A running Sojourn, asked over its REST API. Redirects are not followed: they would get the key.
 */
final class RemoteSojourn {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

  private final String url;
  private final String apiKey;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  RemoteSojourn(URI url, String apiKey) {
    this.url = url.toString().replaceAll("/+$", "");
    this.apiKey = apiKey;
  }

  /** A text as a part of a path or of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A path with these parameters. */
  static String withQuery(String path, Map<String, String> parameters) {
    return parameters.isEmpty()
        ? path
        : parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&", path + "?", ""));
  }

  JsonObject get(String path) {
    return good(send("GET", path, BodyPublishers.noBody()));
  }

  JsonObject post(String path, JsonObject body) {
    return good(send("POST", path, BodyPublishers.ofString(body.encode())));
  }

  JsonObject delete(String path, JsonObject body) {
    return good(send("DELETE", path, BodyPublishers.ofString(body.encode())));
  }

  /** The same as {@link #delete}; empty if there is no such thing. */
  Optional<JsonObject> deleteIfThere(String path, JsonObject body) {
    var answer = send("DELETE", path, BodyPublishers.ofString(body.encode()));
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(good(answer));
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LONGEST_ANSWER)
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new CommandFailure(ExitStatus.NOT_REACHED, unreachable(failure), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.FAILED, "interrupted", interrupted);
    }
  }

  private String unreachable(IOException failure) {
    var why =
        switch (failure) {
          case ConnectException _ -> "nobody listens there";
          case HttpTimeoutException _ -> "no answer in time";
          default -> Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        };
    return "cannot reach Sojourn at " + url + ": " + why + " (--url says where it is)";
  }

  private JsonObject good(HttpResponse<String> answer) {
    var status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return json(answer)
          .orElseThrow(() -> CommandFailure.failed(url + " answers something else than Sojourn"));
    }
    var problem = json(answer).orElseGet(JsonObject::new);
    throw switch (status) {
      case 401 ->
          new CommandFailure(
              ExitStatus.NOT_ALLOWED, "the Sojourn at " + url + " does not know the API key");
      case 403 ->
          new CommandFailure(
              ExitStatus.NOT_ALLOWED, "the API key " + problem.getString("detail", "may not"));
      case 502, 503, 504 ->
          new CommandFailure(
              ExitStatus.NOT_REACHED,
              url + " answers " + status + ": " + problem.getString("detail", "not available"));
      default -> CommandFailure.failed(url + " answers " + status + detail(problem));
    };
  }

  /** One line, or one for each of the things that are wrong. */
  private static String detail(JsonObject problem) {
    var errors = problem.getJsonArray("errors", new JsonArray());
    if (errors.size() < 2) {
      return problem.containsKey("detail") ? ": " + problem.getString("detail") : "";
    }
    return errors.stream()
        .map(JsonObject.class::cast)
        .map(
            error ->
                "\n  "
                    + error.getString("parameter", error.getString("pointer", ""))
                    + " "
                    + error.getString("detail"))
        .collect(Collectors.joining("", ":", ""));
  }

  /** An empty body is an empty object. */
  private static Optional<JsonObject> json(HttpResponse<String> answer) {
    try {
      return Optional.of(
          answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body()));
    } catch (DecodeException none) {
      return Optional.empty();
    }
  }
}
