package dev.sojourn.adapters.http.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is written piece by piece. The next piece is made when the client has taken the
 * one before, so one piece is what a slow client holds; a client that does not take a piece in time
 * is cut off.
 */
public final class AnswerStream {
  /** For one piece. */
  static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final RoutingContext http;
  private final HttpServerResponse response;

  AnswerStream(RoutingContext http, HttpServerResponse response) {
    this.http = http;
    this.response = response;
  }

  /** Whether nobody waits for more: HEAD is answered without content, and a client may be gone. */
  public boolean isOver() {
    return http.request().method().equals(HttpMethod.HEAD) || response.ended() || response.closed();
  }

  /** Writes a piece, and then does something on the event loop of the request. */
  public void write(Buffer piece, Runnable next) {
    response
        .write(piece)
        .timeout(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(_ -> http.vertx().runOnContext(_ -> next.run()))
        .onFailure(_ -> cutOff());
  }

  /** Of a connection of HTTP/2 other answers may be under way. */
  private void cutOff() {
    if (http.request().version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      http.request().connection().close();
    }
  }

  public void end(Buffer lastPiece) {
    response.end(lastPiece);
  }

  public void end() {
    response.end();
  }
}
