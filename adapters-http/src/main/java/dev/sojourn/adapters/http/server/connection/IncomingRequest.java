package dev.sojourn.adapters.http.server.connection;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request from the end of its head to the end of its answer: the memory that it takes, and until
 * when its body must have arrived.
 */
public final class IncomingRequest {
  /** A client that sends on would lose the answer to a connection that is closed at once. */
  private static final Duration LINGERING = Duration.ofMillis(500);

  private static final String KEY = "incoming-request";

  private final RoutingContext http;
  private final Connections all;
  private final Connection connection;
  private final long headBytes;
  private final long until;
  private RequestMemory.@Nullable Claim body;

  IncomingRequest(
      RoutingContext http, Connections all, Connection connection, long headBytes, long until) {
    this.http = http;
    this.all = all;
    this.connection = connection;
    this.headBytes = headBytes;
    this.until = until;
    http.put(KEY, this);
  }

  /** The one that a routing context stands for. */
  public static IncomingRequest of(RoutingContext http) {
    return Objects.requireNonNull(http.get(KEY));
  }

  /** Begins to read the body. */
  void expectBody(RequestMemory memory) {
    body = memory.begin(connection.network(), () -> onEventLoop(this::refuseSlow));
    body.holds(headBytes);
  }

  /** So many bytes of the body have arrived and are kept. */
  public void keeps(long bytes) {
    if (body != null) {
      body.holds(headBytes + bytes);
    }
  }

  /** All of it has arrived: now it waits for us. */
  public void arrived() {
    all.awaits(this, false);
    if (body != null) {
      body.arrived();
    }
  }

  void release(RequestMemory memory) {
    all.awaits(this, false);
    if (body != null) {
      body.release();
    } else {
      memory.giveBack(headBytes);
    }
  }

  boolean isLate(long now) {
    return until - now < 0;
  }

  /** The body did not arrive in time. */
  void cutOff() {
    if (connection.isHttp2()) {
      onEventLoop(() -> http.response().reset());
    } else {
      connection.cutOff();
    }
  }

  private void refuseSlow() {
    refuse(
        Problem.of(
            ProblemType.UNAVAILABLE,
            "the body arrived too slowly while others needed the room, try again"));
  }

  void bodyBroke(Throwable cause) {
    refuse(
        cause instanceof TooLongHttpHeaderException
            ? Problem.of(ProblemType.HEADERS_TOO_LARGE, RequestDecoder.bounds())
            : Problem.of(ProblemType.INVALID_REQUEST, "the body is not framed as HTTP/1.1 says"));
  }

  /** Answers, if nothing was answered yet, and takes nothing more of the request. */
  private void refuse(Problem problem) {
    arrived();
    if (!http.response().ended()) {
      closesAfterAnswer(http.request());
      http.fail(problem);
    }
    http.vertx()
        .setTimer(
            LINGERING.toMillis(),
            _ -> {
              if (connection.isHttp2()) {
                http.response().reset();
              } else {
                connection.cutOff();
              }
            });
  }

  /** HTTP/2 has no such header (RFC 9113, section 8.2.2). */
  public static void closesAfterAnswer(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
  }

  private void onEventLoop(Runnable work) {
    connection.channel().eventLoop().execute(work);
  }
}
