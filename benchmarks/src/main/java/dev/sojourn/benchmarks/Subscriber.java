package dev.sojourn.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Somebody who is told of all events twice: by a webhook, and by a stream. */
final class Subscriber implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  Subscriber() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", Subscriber::take);
    server.start();
  }

  private static void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /** Of a Sojourn that tells it. */
  Map<String, String> settings() {
    return Map.of(
        "SOJOURN_SWEEP_INTERVAL",
        "P1D",
        "SOJOURN_SUBSCRIBERS_BENCH_URL",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/",
        "SOJOURN_SUBSCRIBERS_BENCH_SECRET",
        "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
  }

  /** Reads the stream until it is closed. */
  Stream<String> follow(SojournProcess sojourn) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sojourn.port() + "/v1/events"))
            .header("Authorization", "Bearer " + SojournProcess.KEY)
            .build();
    try {
      var lines = http.send(request, BodyHandlers.ofLines()).body();
      Thread.startVirtualThread(() -> readAll(lines));
      return lines;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void readAll(Stream<String> lines) {
    try {
      lines.forEach(_ -> {});
    } catch (UncheckedIOException closed) {
      // as it should
    }
  }

  /** Until it is told nothing more. */
  void awaitQuiet(SojournProcess sojourn) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sojourn.port() + "/v1/subscribers"))
            .header("Authorization", "Bearer " + SojournProcess.KEY)
            .build();
    try {
      var before = "";
      var now = " ";
      while (!now.equals(before)) {
        before = now;
        Thread.sleep(1_000);
        now = http.send(request, BodyHandlers.ofString()).body();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    server.stop(0);
  }
}
