package dev.sojourn.adapters.http.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProblemHandlerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private URI failing(boolean halfway) {
    var router = Router.router(vertx);
    router
        .route()
        .handler(
            http -> {
              if (halfway) {
                http.response().setChunked(true).write("the first half");
              }
              http.fail(new TimeoutException("the store is away"));
            })
        .failureHandler(new ProblemHandler());
    var server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  @Test
  void whatFailsIsAnsweredAsAProblem() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(HttpRequest.newBuilder(failing(false)).build(), BodyHandlers.ofString());
      assertEquals(503, answer.statusCode());
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
    }
  }

  @Test
  void anAnswerThatFailsHalfwayIsCutOffAndNotTakenForWhole() {
    var request = HttpRequest.newBuilder(failing(true)).build();
    try (var client = HttpClient.newHttpClient()) {
      assertThrows(IOException.class, () -> client.send(request, BodyHandlers.ofString()));
    }
  }
}
