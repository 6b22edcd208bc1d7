package dev.sojourn.adapters.http.delivery;

import dev.sojourn.application.port.Courier.Receipt;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to one address, which is from the configuration: no answer sends it anywhere else. What the
 * receiver says beside its status is not read.
 */
final class Post {
  /** For all of it; receivers are to answer before they work on it (Standard Webhooks). */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** Statuses that say something of the event that was sent, not of the receiver. */
  private static final Set<Integer> OF_THE_EVENT = Set.of(400, 406, 409, 411, 413, 415, 417, 422);

  private final HttpClient client;
  private final RequestOptions options;

  Post(HttpClient client, URI url) {
    this.client = client;
    this.options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toString())
            .setFollowRedirects(false)
            .setConnectTimeout(LONGEST.toMillis())
            .putHeader("User-Agent", "Sojourn");
  }

  CompletionStage<Receipt> send(Buffer body, Map<String, String> headers) {
    var begun = client.request(new RequestOptions(options));
    return begun
        .compose(request -> send(request, body, headers))
        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        // A receiver that never comes to an end would keep its connection.
        .onFailure(_ -> begun.onSuccess(HttpClientRequest::reset))
        .otherwise(failure -> new Receipt.Unreachable(why(failure), Optional.empty()))
        .toCompletionStage();
  }

  private static Future<Receipt> send(
      HttpClientRequest request, Buffer body, Map<String, String> headers) {
    headers.forEach(request::putHeader);
    return request
        .idleTimeout(LONGEST.toMillis())
        .send(body)
        .compose(response -> response.end().map(_ -> receipt(response)));
  }

  private static Receipt receipt(HttpClientResponse response) {
    var status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Receipt.Taken();
    }
    var fault = "HTTP " + status;
    return OF_THE_EVENT.contains(status)
        ? new Receipt.Refused(fault)
        : new Receipt.Unreachable(fault, retryAfter(response));
  }

  /** In seconds; a date (RFC 9110, section 10.2.3) is not worth a clock that may be wrong. */
  private static Optional<Duration> retryAfter(HttpClientResponse response) {
    return Optional.ofNullable(response.getHeader("Retry-After"))
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  /** With what is behind it: what is wrong with a certificate is said there. */
  private static String why(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within " + LONGEST.toSeconds() + " s";
    }
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return failure.getCause() == null
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + ": " + root.getMessage();
  }
}
