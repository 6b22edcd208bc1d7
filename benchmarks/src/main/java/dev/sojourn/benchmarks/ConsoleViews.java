package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How long an operator waits for the console where there are ten million sessions. */
final class ConsoleViews {
  private static final long SESSIONS = 10_000_000;
  private static final int ROUNDS = 30;
  private static final double GOAL_MILLIS = 300;

  private ConsoleViews() {}

  static List<Measured> measure(Postgres server) {
    var database = server.database("looked_at");
    try (var sojourn = SojournProcess.on(database, Map.of())) {
      System.out.println("schema for the console in " + sojourn.startedIn());
    }
    Population.fill(database, 0, SESSIONS);
    database.execute("vacuum analyze session", "checkpoint");
    try (var sojourn = SojournProcess.on(database, Map.of());
        var http = HttpClient.newHttpClient()) {
      var address = URI.create("http://127.0.0.1:" + sojourn.port());
      var cookies = signIn(http, address);
      // The overview first: it has the sessions counted while the others are asked for.
      return List.of(
          row("the overview", "/console/overview", http, address, cookies),
          row("the first page of all sessions", "/console/sessions", http, address, cookies),
          row(
              "a page from the middle of them",
              "/console/sessions?after=" + middle(database),
              http,
              address,
              cookies),
          row(
              "a user's sessions",
              "/console/sessions?user_id=user-" + SESSIONS / 2,
              http,
              address,
              cookies));
    } finally {
      database.drop();
    }
  }

  private static String middle(Postgres database) {
    return database
        .texts(
            "select (extract(epoch from created_at) * 1000)::bigint || '_' || id from session where id = '"
                + Population.id(SESSIONS / 2)
                + "'")
        .getFirst();
  }

  private static String signIn(HttpClient http, URI address) {
    var answer =
        send(
            http,
            HttpRequest.newBuilder(address.resolve("/console/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("key=" + SojournProcess.KEY))
                .build());
    return answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .collect(Collectors.joining("; "));
  }

  private static Measured row(
      String what, String path, HttpClient http, URI address, String cookies) {
    var millis = new ArrayList<Double>();
    for (var round = 0; round < ROUNDS; round++) {
      var began = System.nanoTime();
      var answer =
          send(
              http,
              HttpRequest.newBuilder(address.resolve(path)).header("Cookie", cookies).build());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " answers " + answer.statusCode());
      }
      millis.add((System.nanoTime() - began) / 1e6);
    }
    var first = millis.getFirst();
    var slowest = Collections.max(millis);
    return new Measured(
        "console with 10 million sessions: " + what + ", the slowest of " + ROUNDS,
        String.format(Locale.ROOT, "at most %.0f ms", GOAL_MILLIS),
        String.format(
            Locale.ROOT,
            "%.0f ms (the first %.0f ms, the median %.0f ms)",
            slowest,
            first,
            Costs.median(millis)),
        slowest <= GOAL_MILLIS);
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
