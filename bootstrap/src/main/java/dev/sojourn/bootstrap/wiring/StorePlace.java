package dev.sojourn.bootstrap.wiring;

import dev.sojourn.adapters.memory.MemoryStores;
import dev.sojourn.adapters.postgres.PostgresStores;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.application.port.Stores;
import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Store;
import dev.sojourn.bootstrap.embedded.DataDir;
import dev.sojourn.bootstrap.embedded.EmbeddedPostgres;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeySource;
import dev.sojourn.bootstrap.keys.Keys;
import dev.sojourn.bootstrap.keys.Keys.ApiKeySource;
import dev.sojourn.bootstrap.keys.LiveKeys;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.bootstrap.metrics.MeteredPostgres;
import dev.sojourn.bootstrap.metrics.Metrics;
import dev.sojourn.bootstrap.tracing.Tracing;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where sessions are kept, and the keys that belong to the place.
 *
 * @param keepKeys once all has started
 */
public record StorePlace(Stores stores, Keys keys, Runnable keepKeys) {
  private StorePlace(Stores stores, Keys keys) {
    this(stores, keys, () -> {});
  }

  /**
   * Opens the place that is configured.
   *
   * @throws StartException if it cannot be used
   */
  public static StorePlace open(
      SojournConfig config,
      Vertx vertx,
      SecureEntropy entropy,
      InstantSource clock,
      Metrics metrics,
      Tracing tracing,
      Closer closer) {
    return switch (config.store()) {
      case Store.Memory _ ->
          new StorePlace(
              MemoryStores.create(config.auditRetention().isPresent()),
              keysOfThisProcess(config, entropy));
      case Store.Embedded(var path) -> {
        var dataDir = DataDir.open(path);
        closer.by("the data directory", dataDir);
        var keys = keysOf(dataDir, config, entropy, clock);
        var postgres = EmbeddedPostgres.start(dataDir, entropy);
        closer.by("the embedded Postgres", postgres);
        yield new StorePlace(
            connect(vertx, postgres.url(), config, entropy, metrics, tracing),
            keys,
            () -> keep(keys, dataDir, clock));
      }
      case Store.Postgres(var url) ->
          new StorePlace(
              connect(vertx, url, config, entropy, metrics, tracing),
              new Keys(
                  LiveKeys.of(config.apiKeys().orElseThrow(), KeyEntries::apiKeys),
                  LiveKeys.of(config.tokenKeys().orElseThrow(), KeyEntries::tokenKeys),
                  new ApiKeySource.Configured()));
    };
  }

  private static Stores connect(
      Vertx vertx,
      PostgresUrl url,
      SojournConfig config,
      SecureEntropy entropy,
      Metrics metrics,
      Tracing tracing) {
    try {
      return PostgresStores.connect(
          vertx,
          url,
          config.postgresConnections(),
          config.cachedSessions(),
          config.sweeping().retention(),
          config.auditRetention(),
          entropy::fraction,
          new MeteredPostgres(metrics.registry()),
          tracing.batches());
    } catch (RuntimeException failure) {
      throw StartException.because("cannot use Postgres", failure);
    }
  }

  /** What is not configured is made, and lost with the sessions when the process ends. */
  private static Keys keysOfThisProcess(SojournConfig config, SecureEntropy entropy) {
    var tokenKeys =
        config
            .tokenKeys()
            .orElseGet(
                () ->
                    new KeySource.Given<>(
                        new TreeMap<>(Map.of(new KeyId(1), new ServerKey(entropy.serverKey())))));
    var secret = entropy.apiKey();
    return new Keys(
        LiveKeys.of(
            config
                .apiKeys()
                .orElseGet(() -> new KeySource.Given<>(List.of(DataDir.localKey(secret)))),
            KeyEntries::apiKeys),
        LiveKeys.of(tokenKeys, KeyEntries::tokenKeys),
        config.apiKeys().isPresent()
            ? new ApiKeySource.Configured()
            : new ApiKeySource.MadeNow(secret, Optional.empty()));
  }

  /** What is not configured is made at the first start, and kept with the sessions. */
  private static Keys keysOf(
      DataDir dataDir, SojournConfig config, SecureEntropy entropy, InstantSource clock) {
    var tokenKeys =
        config
            .tokenKeys()
            .map(source -> LiveKeys.of(source, KeyEntries::tokenKeys))
            .orElseGet(() -> dataDir.tokenKeys(entropy));
    if (config.apiKeys().isPresent()) {
      return new Keys(
          LiveKeys.of(config.apiKeys().get(), KeyEntries::apiKeys),
          tokenKeys,
          new ApiKeySource.Configured());
    }
    var made = dataDir.apiKeys(entropy, clock.instant());
    return new Keys(made.keys(), tokenKeys, made.source());
  }

  private static void keep(Keys keys, DataDir dataDir, InstantSource clock) {
    switch (keys.source()) {
      case ApiKeySource.MadeNow _ ->
          dataDir.keep(keys.apiKeys().content().keys().getFirst(), clock.instant());
      case ApiKeySource.MadeBefore _, ApiKeySource.Configured _ -> {}
    }
  }
}
