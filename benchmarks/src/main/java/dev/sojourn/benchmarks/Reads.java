package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Introspect;
import dev.sojourn.benchmarks.Conversations.Live;
import dev.sojourn.benchmarks.Conversations.Verify;
import dev.sojourn.benchmarks.Conversations.VerifyCookie;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a verification costs beside the least that an answer can cost. */
final class Reads {
  static final int SESSIONS = 100_000;
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 5;

  private Reads() {}

  static List<Measured> measure(Postgres postgres, Duration stretch) {
    var population = new Population(SESSIONS);
    try (var sojourn = SojournProcess.on(postgres, Map.of());
        var liveOfBrowsers =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Live(Clients.BROWSER, n * 1000)));
        var verify =
            Load.to(
                sojourn.port(),
                Conversations.each(
                    CONNECTIONS, n -> new Verify(Clients.BROWSER, population, n * 1000)));
        var liveOfNginx =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Live(Clients.NGINX, n * 1000)));
        var verifyOfNginx =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new VerifyCookie(population, n * 1000)));
        var liveOfSdks =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Live(Clients.SDK, n * 1000)));
        var introspect =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Introspect(population, n * 1000)))) {
      var pairs =
          List.of(
              new Pair(
                  0.75,
                  "GET /v1/verify, 32 connections, 100,000 sessions, browsers' headers: rate beside"
                      + " /health/live with the same",
                  verify,
                  liveOfBrowsers,
                  sojourn),
              new Pair(
                  0.6,
                  "GET /v1/verify as nginx asks it for browsers with cookies: the same",
                  verifyOfNginx,
                  liveOfNginx,
                  sojourn),
              new Pair(
                  0.6,
                  "POST /v1/introspect of SDKs behind Envoy: the same",
                  introspect,
                  liveOfSdks,
                  sojourn));
      pairs.forEach(Pair::warmUp);
      for (var round = 0; round < ROUNDS; round++) {
        pairs.forEach(pair -> pair.measure(stretch));
      }
      return pairs.stream().map(Pair::row).toList();
    }
  }

  /** A request beside the least answer to one with the same headers, measured in turns. */
  private static final class Pair {
    private final double goal;
    private final String what;
    private final Load load;
    private final Load least;
    private final Costs costs;
    private final Costs leastCosts;

    Pair(double goal, String what, Load load, Load least, SojournProcess sojourn) {
      this.goal = goal;
      this.what = what;
      this.load = load;
      this.least = least;
      this.costs = new Costs(() -> Processes.cpu(sojourn.process()));
      this.leastCosts = new Costs(() -> Processes.cpu(sojourn.process()));
    }

    void warmUp() {
      least.warmUp();
      load.warmUp();
    }

    void measure(Duration stretch) {
      leastCosts.measure(least, stretch);
      costs.measure(load, stretch);
    }

    Measured row() {
      return Measured.atLeast(
          goal,
          what,
          costs.perSecond() / leastCosts.perSecond(),
          "(" + costs + " beside " + leastCosts + ")");
    }
  }
}
