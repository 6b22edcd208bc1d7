package dev.sojourn.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A REST client over a real socket, which holds every answer against the contract. Requests are
 * built up by {@code with...}, each giving a new client, so that a test states only what it is
 * about.
 */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RETRY_AFTER = "Retry-After";
  private static final int MOST_REPEATS = 30;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI address;
  private final OpenApi contract;
  private final List<String> headers;
  private final boolean repeats;

  Api(URI address, OpenApi contract) {
    this(address, contract, List.of(), true);
  }

  private Api(URI address, OpenApi contract, List<String> headers, boolean repeats) {
    this.address = address;
    this.contract = contract;
    this.headers = headers;
    this.repeats = repeats;
  }

  /** Takes a 503 for an answer. Others repeat, as the contract says: a slow machine causes some. */
  Api once() {
    return new Api(address, contract, headers, false);
  }

  Api bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /** With this header, instead of any of the same name. */
  Api header(String name, String value) {
    var all = new ArrayList<String>();
    for (var i = 0; i < headers.size(); i += 2) {
      if (!headers.get(i).equalsIgnoreCase(name)) {
        all.addAll(headers.subList(i, i + 2));
      }
    }
    all.addAll(List.of(name, value));
    return new Api(address, contract, List.copyOf(all), repeats);
  }

  Answer get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer delete(String path) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer post(String path, String json) {
    return json("POST", path, json);
  }

  Answer json(String method, String path, String json) {
    return ofType("application/json").send(method, path, HttpRequest.BodyPublishers.ofString(json));
  }

  Answer form(String path, Map<String, String> fields) {
    var body =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return ofType("application/x-www-form-urlencoded")
        .send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer bytes(String method, String path, byte[] body) {
    return send(method, path, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private Api ofType(String contentType) {
    return headers.stream().anyMatch("Content-Type"::equalsIgnoreCase)
        ? this
        : header("Content-Type", contentType);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Answer send(String method, String path, HttpRequest.BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(Duration.ofMinutes(5))
            .method(method, body);
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      for (var i = 0; i < MOST_REPEATS && repeats && saysWhenToRepeat(response); i++) {
        TimeUnit.SECONDS.sleep(response.headers().firstValueAsLong(RETRY_AFTER).orElseThrow());
        response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      }
      var answer = new Answer(response);
      contract.checkResponse(
          method, path, answer.status(), answer.header("Content-Type"), answer.body());
      return answer;
    } catch (IOException failed) {
      throw new AssertionError(method + " " + path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private static boolean saysWhenToRepeat(HttpResponse<String> response) {
    return response.statusCode() == 503 && response.headers().firstValue(RETRY_AFTER).isPresent();
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    /** The header, or an empty text. */
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String body() {
      return response.body();
    }

    JsonNode json() {
      try {
        return JSON.readTree(body());
      } catch (JsonProcessingException noJson) {
        throw new AssertionError(noJson);
      }
    }

    /** The text at a JSON pointer, or an empty text. */
    String text(String pointer) {
      return json().at(pointer).asText();
    }

    /** The same answer, if it has this status. */
    Answer expect(int status) {
      if (status() != status) {
        throw new AssertionError("status " + status() + " instead of " + status + ": " + body());
      }
      return this;
    }
  }
}
