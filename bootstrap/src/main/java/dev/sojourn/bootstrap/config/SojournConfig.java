package dev.sojourn.bootstrap.config;

import dev.sojourn.adapters.http.account.Brand;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.request.RateLimit;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.adapters.webhooks.WebhookSecret;
import dev.sojourn.application.event.Subscriber;
import dev.sojourn.bootstrap.embedded.DataDir;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeySource;
import dev.sojourn.bootstrap.keys.LiveKeys;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.bootstrap.setting.ConfigFault;
import dev.sojourn.bootstrap.setting.Settings;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * How Sojourn shall run: all that can be set, checked. {@code toString} hides what is secret.
 *
 * @param listening where and how requests are taken
 * @param shutdownDelay how long requests are served after the signal to stop; empty for what is
 *     usual at the place
 * @param postgresConnections the most connections to Postgres, beside the one that listens
 * @param apiKeys empty if the store is to make one
 * @param tokenKeys empty if the store is to make one
 * @param auditRetention how long the audit trail is kept; none is written without
 * @param subscribers who is told of events
 * @param newDeviceEvents whether devices that are new to a user are told of
 * @param geoipDatabase a file of MaxMind's format that says where addresses are
 * @param traces where they go, by the variables of OpenTelemetry
 * @param ignored variables that are ignored though they may look like settings, with the reason
 * @param dpopNonce whether proofs must have a nonce of ours
 */
public record SojournConfig(
    Listening listening,
    Optional<Duration> shutdownDelay,
    Store store,
    int postgresConnections,
    Optional<KeySource<List<ApiKey>>> apiKeys,
    Optional<KeySource<SortedMap<KeyId, ServerKey>>> tokenKeys,
    Optional<String> issuer,
    Optional<String> audience,
    Signing signing,
    Browsers browsers,
    boolean dpopNonce,
    Optional<RateLimit> addressRate,
    Optional<RateLimit> keyRate,
    Policies policies,
    LockoutRules lockoutRules,
    TrustedProxies trustedProxies,
    int cachedSessions,
    Sweeping sweeping,
    Optional<Duration> auditRetention,
    List<Subscription> subscribers,
    boolean newDeviceEvents,
    Optional<Path> geoipDatabase,
    Traces traces,
    List<String> ignored) {

  /** Where the token keys are, as it is told in messages. */
  public String placeOfTokenKeys() {
    return tokenKeys
        .map(
            source ->
                switch (source) {
                  case KeySource.Given<?> _ -> AllSettings.TOKEN_KEYS.name();
                  case KeySource.InFile<?>(var path) ->
                      AllSettings.TOKEN_KEYS_FILE.name() + " (" + path + ")";
                })
        .orElseGet(
            () ->
                switch (store) {
                  case Store.Embedded(var dataDir) -> DataDir.tokenKeysIn(dataDir).toString();
                  case Store.Memory _, Store.Postgres _ -> AllSettings.TOKEN_KEYS.name();
                });
  }

  /**
   * The token keys as they are now, read from their file if they are in one; empty if the store is
   * to make them.
   *
   * @throws StartException if they cannot be read
   */
  public Optional<KeyRing> readTokenKeys() {
    return tokenKeys.map(
        source -> KeyRing.of(LiveKeys.of(source, KeyEntries::tokenKeys).content().keys()));
  }

  /** Somebody who is told of events, and how. */
  public record Subscription(Subscriber subscriber, Receiver receiver) {}

  /** How somebody is told. */
  public sealed interface Receiver {
    /**
     * By Standard Webhooks.
     *
     * @param secrets each signs
     */
    record Webhook(URI url, List<WebhookSecret> secrets) implements Receiver {
      public Webhook {
        secrets = List.copyOf(secrets);
      }

      @Override
      public String toString() {
        return "Webhook[hidden]"; // an address may have a secret in it
      }
    }

    /**
     * By security event tokens that are pushed.
     *
     * @param audience for whom they are
     * @param authorization what goes with each
     */
    record SecurityEvents(URI url, String audience, Optional<String> authorization)
        implements Receiver {
      @Override
      public String toString() {
        return "SecurityEvents[hidden]";
      }
    }

    /** By security event tokens that it fetches. */
    record PolledSecurityEvents(String audience) implements Receiver {}

    /**
     * By logout tokens.
     *
     * @param audience the id of the client of OpenID Connect
     */
    record Logouts(URI url, String audience) implements Receiver {
      @Override
      public String toString() {
        return "Logouts[hidden]";
      }
    }
  }

  /** Where sessions are kept. */
  public sealed interface Store {
    /** In this process, until it ends. */
    record Memory() implements Store {}

    /** In a Postgres that Sojourn runs itself, under this directory. */
    record Embedded(Path dataDir) implements Store {}

    /** In this Postgres. */
    record Postgres(PostgresUrl url) implements Store {}
  }

  /**
   * How JWTs are signed.
   *
   * @param rotation how long a key signs
   */
  public record Signing(SigningAlgorithm algorithm, Duration rotation) {}

  /**
   * What browsers may and get.
   *
   * @param allowedOrigins of pages that may use the API with scripts and cookies
   * @param loginUrl where who may not pass is sent
   * @param brand of the page that people see
   */
  public record Browsers(Set<String> allowedOrigins, Optional<String> loginUrl, Brand brand) {
    public Browsers {
      allowedOrigins = Set.copyOf(allowedOrigins);
    }
  }

  /**
   * How the sweeper works.
   *
   * @param batch how many rows at a time
   * @param retention how long ended sessions are kept
   */
  public record Sweeping(Duration interval, int batch, Duration retention) {}

  /**
   * Where traces go.
   *
   * @param variables that begin with OTEL_, and are OpenTelemetry's to understand; {@code toString}
   *     hides them, for headers may have secrets in them
   */
  public record Traces(Map<String, String> variables) {
    private static final List<String> ASKING =
        List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";

    public Traces {
      variables = Map.copyOf(variables);
    }

    /** Whether they say that there shall be traces: by an exporter, or where it sends to. */
    public boolean areAskedFor() {
      var exporter = text(EXPORTER);
      return !text("OTEL_SDK_DISABLED").equalsIgnoreCase("true")
          && (exporter.isEmpty()
              ? ASKING.stream().anyMatch(variable -> !text(variable).isEmpty())
              : !exporter.equals("none"));
    }

    private String text(String variable) {
      return variables.getOrDefault(variable, "").strip();
    }

    @Override
    public String toString() {
      return "Traces[hidden]";
    }
  }

  /** What came of reading the variables. */
  public sealed interface Reading {
    /** All are good. */
    record Good(SojournConfig config) implements Reading {}

    /** Some are not; all that is wrong with them. */
    record Faulty(List<ConfigFault> faults) implements Reading {
      public Faulty {
        faults = List.copyOf(faults);
      }
    }
  }

  /**
   * Reads the settings of docs/operating.md from the environment and from a file: the one that
   * SOJOURN_CONFIG_FILE names, or sojourn.properties in the working directory if it is there.
   */
  public static Reading read(Map<String, String> environment, Path workingDirectory) {
    return reader(environment, workingDirectory).read();
  }

  /**
   * One thing of the configuration, for who needs nothing else of it.
   *
   * @param value empty if it is not set, or has a fault
   * @param faults of it and of the file that it may be in
   */
  public record Part<T>(Optional<T> value, List<ConfigFault> faults) {
    public Part {
      faults = List.copyOf(faults);
    }
  }

  /** Where Sojourn listens. */
  public static Part<Listening> readListening(
      Map<String, String> environment, Path workingDirectory) {
    return reader(environment, workingDirectory).readListening();
  }

  /** Where the Postgres is, if one is named. */
  public static Part<PostgresUrl> readPostgresUrl(
      Map<String, String> environment, Path workingDirectory) {
    return reader(environment, workingDirectory).readPostgresUrl();
  }

  /** The policies; a variable that is not known is a fault, for it may be meant for one. */
  public static Part<Policies> readPolicies(
      Map<String, String> environment, Path workingDirectory) {
    return reader(environment, workingDirectory).readPolicies();
  }

  /** The file of the token keys: the one that is named, or that of the embedded store. */
  public static Part<Path> readTokenKeysFile(
      Map<String, String> environment, Path workingDirectory) {
    return reader(environment, workingDirectory).readTokenKeysFile();
  }

  private static ConfigReader reader(Map<String, String> environment, Path workingDirectory) {
    return new ConfigReader(Settings.of(environment, workingDirectory), workingDirectory);
  }
}
