package dev.sojourn.adapters.http.server.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.adapters.http.server.connection.Connections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server over a real socket, by a clock that stands. */
class PauseDetectorTest {
  private static final LongSupplier STANDING = () -> 0;

  private final PauseDetector pauses = new PauseDetector(Duration.ofNanos(1), STANDING);
  private final List<Boolean> waited = new ArrayList<>();
  private Vertx vertx;
  private int port;

  @BeforeEach
  void serve() {
    var connections =
        new Connections(
            new Listening(
                "127.0.0.1", 0, 1, 10, Optional.empty(), Optional.empty(), Optional.empty()),
            TrustedProxies.NONE,
            STANDING);
    connections.onListening(pauses::listening);
    vertx = connections.limit(Vertx.builder()).build();
    port =
        vertx
            .createHttpServer()
            .connectionHandler(pauses::opened)
            .requestHandler(
                request -> {
                  pauses.began(request);
                  waited.add(pauses.mayHaveWaited(request));
                  request.response().end();
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
  }

  @AfterEach
  void close() {
    pauses.close();
    vertx.close().await();
  }

  /** On a connection of its own. */
  private void ask() {
    var client = vertx.createHttpClient();
    client
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(request -> request.send())
        .compose(response -> response.end())
        .await();
    client.close().await();
  }

  @Test
  void theFirstConnectionOfASocketIsKnownToBeNoOlderThanTheSocket() {
    ask();
    ask();
    assertEquals(List.of(false, false), waited);
  }
}
