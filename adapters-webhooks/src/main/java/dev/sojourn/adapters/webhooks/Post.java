package dev.sojourn.adapters.webhooks;

import dev.sojourn.domain.delivery.SendResult;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
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
  private final InstantSource clock;

  Post(HttpClient client, URI url, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toString())
            .setFollowRedirects(false)
            .setConnectTimeout(LONGEST.toMillis())
            .putHeader("User-Agent", "Sojourn");
  }

  CompletionStage<SendResult> send(Buffer body, Map<String, String> headers) {
    var begun = client.request(new RequestOptions(options));
    return begun
        .compose(request -> send(request, body, headers))
        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        // A receiver that never comes to an end would keep its connection.
        .onFailure(_ -> begun.onSuccess(HttpClientRequest::reset))
        .otherwise(failure -> new SendResult.Unreachable(why(failure), Optional.empty()))
        .toCompletionStage();
  }

  private Future<SendResult> send(
      HttpClientRequest request, Buffer body, Map<String, String> headers) {
    headers.forEach(request::putHeader);
    return request
        .idleTimeout(LONGEST.toMillis())
        .send(body)
        .compose(response -> response.end().map(_ -> result(response)));
  }

  private SendResult result(HttpClientResponse response) {
    var status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new SendResult.Taken();
    }
    var fault = "HTTP " + status;
    return OF_THE_EVENT.contains(status)
        ? new SendResult.Refused(fault)
        : new SendResult.Unreachable(fault, retryAfter(response));
  }

  /**
   * Seconds, or a date (RFC 9110, section 10.2.3), which is taken by the receiver's own clock where
   * it says what that shows. How long is waited at most is decided elsewhere.
   */
  private Optional<Duration> retryAfter(HttpClientResponse response) {
    var text = Optional.ofNullable(response.getHeader("Retry-After")).map(String::strip);
    return text.filter(seconds -> seconds.matches("[0-9]{1,9}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .or(
            () ->
                text.flatMap(Post::date)
                    .map(
                        until ->
                            Duration.between(
                                Optional.ofNullable(response.getHeader("Date"))
                                    .flatMap(Post::date)
                                    .orElseGet(clock::instant),
                                until))
                    .filter(wait -> !wait.isNegative()));
  }

  /** In any of the three forms (RFC 9110, section 5.6.7). */
  private static Optional<Instant> date(String text) {
    return Optional.ofNullable(DateFormatter.parseHttpDate(text)).map(Date::toInstant);
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
