package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A whole Sojourn on a free port, shared by all tests of a run, with a clock that the tests move.
 */
final class RunningSojourn {
  static final String ADMIN_KEY = "sak_admin-admin-admin-admin-admin";
  static final String READ_KEY = "sak_read-read-read-read-read-read";
  static final String REVOKE_KEY = "sak_revoke-revoke-revoke-revoke";

  /** Two clients that open sessions, each its own. */
  static final String SHOP_KEY = "sak_shop-shop-shop-shop-shop-shop";

  static final String OTHER_KEY = "sak_other-other-other-other-other";

  /** The token keys of the one on Postgres. */
  static final KeyRing POSTGRES_KEYS =
      KeyRing.of(Map.of(new KeyId(7), new ServerKey(new byte[ServerKey.SHORTEST])));

  /**
   * Tests that are not about pauses pass on a machine where everything stands still for seconds.
   */
  static final Duration ANY_WAIT = Duration.ofDays(1);

  /** Which one. */
  enum On {
    MEMORY,
    EMBEDDED,
    POSTGRES,
    BEHIND_PROXIES,
    WITH_NONCES,
    WITH_LIMITS
  }

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("SOJOURN_HTTP_PORT", "0"),
          Map.entry(
              "SOJOURN_API_KEYS",
              "admin="
                  + ADMIN_KEY
                  + ":admin,reader="
                  + READ_KEY
                  + ":sessions:read,revoker="
                  + REVOKE_KEY
                  + ":sessions:revoke,shop="
                  + SHOP_KEY
                  + ":sessions:write+sessions:read,other="
                  + OTHER_KEY
                  + ":sessions:write+sessions:read"),
          Map.entry("SOJOURN_SWEEP_INTERVAL", "PT1H"),
          Map.entry("SOJOURN_ISSUER", "https://id.example"),
          Map.entry("SOJOURN_POLICIES_MOBILE_IDLE_TIMEOUT", "P30D"),
          Map.entry("SOJOURN_POLICIES_MOBILE_ABSOLUTE_TIMEOUT", "off"),
          Map.entry("SOJOURN_POLICIES_MOBILE_LIFETIME", "P90D"),
          Map.entry("SOJOURN_POLICIES_LASTING_IDLE_TIMEOUT", "off"),
          Map.entry("SOJOURN_POLICIES_LASTING_ABSOLUTE_TIMEOUT", "off"),
          Map.entry("SOJOURN_POLICIES_LASTING_LIFETIME", "P7D"),
          Map.entry("SOJOURN_POLICIES_SIGNED_ACCESS_TOKEN_FORMAT", "jwt"),
          Map.entry("SOJOURN_POLICIES_SIGNED_AUDIENCE", "https://shop.example"),
          Map.entry("SOJOURN_POLICIES_BOUND_DPOP", "allowed"),
          Map.entry("SOJOURN_POLICIES_PROVEN_DPOP", "required"),
          Map.entry("SOJOURN_POLICIES_BROWSER_ACCESS_TOKEN_LIFETIME", "off"),
          Map.entry("SOJOURN_POLICIES_SERVER_CLIENT_AUTHENTICATION", "required"),
          Map.entry("SOJOURN_ALLOWED_ORIGINS", "https://app.example"),
          Map.entry("SOJOURN_LOGIN_URL", "https://login.example/start?from=sojourn"),
          Map.entry("SOJOURN_POLICIES_ONE_MAX_SESSIONS", "1"),
          Map.entry("SOJOURN_POLICIES_ONE_ON_LIMIT", "reject"),
          Map.entry("SOJOURN_POLICIES_TWO_MAX_SESSIONS", "2"));

  private final Sojourn sojourn;
  private final Clock clock;
  private final Api api;
  private final Optional<Path> dataDir;

  private RunningSojourn(Map<String, String> more) {
    this.dataDir = Optional.ofNullable(more.get("SOJOURN_DATA_DIR")).map(Path::of);
    var settings = new HashMap<>(SETTINGS);
    settings.putAll(more);
    if (more.containsKey("SOJOURN_API_KEYS_FILE")) {
      settings.remove("SOJOURN_API_KEYS");
    }
    clock = new Clock();
    sojourn =
        switch (SojournConfig.read(settings, Path.of("").toAbsolutePath())) {
          case Reading.Good(var config) -> Sojourn.start(config, clock, ANY_WAIT);
          case Reading.Faulty(var faults) -> throw new IllegalArgumentException(faults.toString());
        };
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    api = apiOf(sojourn);
  }

  /** A client of any Sojourn, without a credential. */
  static Api apiOf(Sojourn sojourn) {
    return new Api(sojourn.address(), new OpenApi(text(sojourn, "/openapi.yaml")));
  }

  /** Started by the first test that asks for it. */
  static RunningSojourn on(On which) {
    return switch (which) {
      case MEMORY -> Memory.RUNNING;
      case EMBEDDED -> Embedded.RUNNING;
      case POSTGRES -> OnPostgres.RUNNING;
      case BEHIND_PROXIES -> BehindProxies.RUNNING;
      case WITH_NONCES -> WithNonces.RUNNING;
      case WITH_LIMITS -> WithLimits.RUNNING;
    };
  }

  private static final class Memory {
    static final RunningSojourn RUNNING = new RunningSojourn(Map.of("SOJOURN_STORE", "memory"));
  }

  private static final class Embedded {
    static final RunningSojourn RUNNING = new RunningSojourn(settings());

    private static Map<String, String> settings() {
      try {
        var directory = Files.createTempDirectory("sojourn-test");
        return Map.of("SOJOURN_STORE", "embedded", "SOJOURN_DATA_DIR", directory.toString());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static final class OnPostgres {
    static final RunningSojourn RUNNING = new RunningSojourn(settings());

    private static Map<String, String> settings() {
      return Map.of(
          "SOJOURN_STORE",
          "postgres",
          "SOJOURN_POSTGRES_URL",
          TestDatabase.url(),
          "SOJOURN_TOKEN_KEYS",
          "7=" + Base64.getEncoder().encodeToString(new byte[ServerKey.SHORTEST]));
    }
  }

  private static final class WithNonces {
    static final RunningSojourn RUNNING =
        new RunningSojourn(Map.of("SOJOURN_STORE", "memory", "SOJOURN_DPOP_NONCE", "required"));
  }

  private static final class WithLimits {
    static final RunningSojourn RUNNING =
        new RunningSojourn(
            Map.of(
                "SOJOURN_STORE", "memory",
                "SOJOURN_TRUSTED_PROXIES", "127.0.0.1",
                "SOJOURN_RATE_LIMIT_ADDRESS", "3/PT24H",
                "SOJOURN_RATE_LIMIT_KEY", "4/PT24H"));
  }

  private static final class BehindProxies {
    static final RunningSojourn RUNNING =
        new RunningSojourn(
            Map.of("SOJOURN_STORE", "memory", "SOJOURN_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8"));
  }

  /** One of its own, with these settings beside the usual; who starts it closes it. */
  static RunningSojourn with(Map<String, String> settings) {
    return new RunningSojourn(settings);
  }

  void close() {
    sojourn.close();
    dataDir.ifPresent(
        directory -> {
          try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  /** Without any credential. */
  Api api() {
    return api;
  }

  URI address() {
    return sojourn.address();
  }

  /** Every endpoint as {@code METHOD /template}. */
  Set<String> routes() {
    return sojourn.routes();
  }

  /** Every endpoint, pages and their files too, as {@code METHOD /template}. */
  Set<String> everyRoute() {
    return sojourn.everyRoute();
  }

  Clock clock() {
    return clock;
  }

  void sweep() {
    sojourn.sweep();
  }

  /** What a GET of this path answers. */
  private static String text(Sojourn sojourn, String path) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(sojourn.address().resolve(path)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The value of a time series at /metrics, 0 if there is none. */
  double metric(String series) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0.0);
  }

  /** All of /metrics. */
  String metrics() {
    return text(sojourn, "/metrics");
  }

  /** The time series of these names at /metrics, by their labels. */
  Map<String, Double> metrics(String... names) {
    var metrics = new TreeMap<String, Double>();
    for (var line : metrics().lines().toList()) {
      for (var name : names) {
        if (line.startsWith(name + "{")) {
          metrics.put(
              line.substring(name.length() + 1, line.indexOf('}')),
              Double.parseDouble(line.substring(line.indexOf('}') + 2)));
        }
      }
    }
    return metrics;
  }

  /** Stands still until a test moves it. */
  static final class Clock implements InstantSource {
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void advance(Duration time) {
      now = now.plus(time);
    }
  }
}
