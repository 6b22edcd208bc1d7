package dev.sojourn.adapters.http.problem;

import dev.sojourn.application.port.StoreFailure;
import dev.sojourn.application.token.SigningKeyRing.NoSigningKey;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The one place where a throwable becomes an answer. No answer ever shows a stack trace. */
public final class ProblemHandler implements Handler<RoutingContext> {
  /** What is under this key of a request's data is its id. */
  public static final String REQUEST_ID = "request_id";

  private static final Logger LOG = System.getLogger(ProblemHandler.class.getName());
  private static final String RETRY_AFTER_SECONDS = "1";

  @Override
  public void handle(RoutingContext http) {
    var response = http.response();
    if (response.ended()) {
      return;
    }
    if (response.headWritten()) {
      // The status is gone: that the answer has no end is the only way to say that it is not whole.
      problem(http);
      http.request().connection().close();
      return;
    }
    answer(response, problem(http), shape(http), id(http));
  }

  private static ErrorShape shape(RoutingContext http) {
    var shape = http.<ErrorShape>get(ErrorShape.KEY);
    return shape == null ? ErrorShape.PROBLEM : shape;
  }

  /** The router answers some requests before it has asked anybody, such as one without a host. */
  private static String id(RoutingContext http) {
    var id = http.<String>get(REQUEST_ID);
    return id == null ? giveId(http.response()) : id;
  }

  private static String giveId(HttpServerResponse response) {
    var id = UUID.randomUUID().toString();
    response.putHeader("X-Request-Id", id);
    return id;
  }

  /** Answers a request that no route has seen, and that therefore has no id yet. */
  public static void answer(HttpServerResponse response, Problem problem, ErrorShape shape) {
    answer(response, problem, shape, giveId(response));
  }

  private static void answer(
      HttpServerResponse response, Problem problem, ErrorShape shape, String requestId) {
    if (problem.type() == ProblemType.UNAVAILABLE) {
      response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response
        .setStatusCode(problem.type().status())
        .putHeader("Content-Type", shape.contentType())
        .end(shape.write().apply(problem, requestId).encode());
  }

  /** What a request failed with; what nobody foresaw goes to the log, and not into an answer. */
  public static Problem problem(RoutingContext http) {
    var failure = cause(http.failure());
    return switch (failure) {
      case Problem problem -> problem;
      case null -> ofStatus(http.statusCode());
      // What the router refuses, such as a path that cannot be decoded, is the caller's fault.
      case Throwable _ when http.statusCode() >= 400 && http.statusCode() < 500 ->
          ofStatus(http.statusCode());
      default -> {
        var away =
            failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof NoSigningKey
                || failure instanceof StoreFailure
                || failure instanceof VertxException;
        LOG.log(
            Level.WARNING, () -> "request " + http.get(REQUEST_ID) + " failed: " + what(failure));
        LOG.log(Level.DEBUG, "request " + http.get(REQUEST_ID) + " failed", failure);
        yield away
            ? Problem.of(ProblemType.UNAVAILABLE, "try again in a moment")
            : Problem.of(ProblemType.INTERNAL, "the log has more under this request id");
      }
    };
  }

  /** What failed, as it may be logged: messages of others may have values in them. */
  public static String what(Throwable failure) {
    return cause(failure) instanceof StoreFailure told
        ? "the store refused it: " + told.getMessage()
        : failure.getClass().getName();
  }

  /** What the router found by itself. */
  private static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "no such path");
      case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "see the Allow header");
      case 413 -> Problem.of(ProblemType.TOO_LARGE, "is too large");
      default ->
          status >= 400 && status < 500
              ? Problem.unreadable("is not readable")
              : Problem.of(ProblemType.INTERNAL, "the log has more under this request id");
    };
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }
}
