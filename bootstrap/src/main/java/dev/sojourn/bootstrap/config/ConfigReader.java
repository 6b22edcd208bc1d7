package dev.sojourn.bootstrap.config;

import dev.sojourn.adapters.http.account.Brand;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.bootstrap.config.SojournConfig.Browsers;
import dev.sojourn.bootstrap.config.SojournConfig.Part;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.bootstrap.config.SojournConfig.Signing;
import dev.sojourn.bootstrap.config.SojournConfig.Store;
import dev.sojourn.bootstrap.config.SojournConfig.Sweeping;
import dev.sojourn.bootstrap.config.SojournConfig.Traces;
import dev.sojourn.bootstrap.embedded.DataDir;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeyEntries.Read;
import dev.sojourn.bootstrap.keys.KeySource;
import dev.sojourn.bootstrap.logging.LogFormat;
import dev.sojourn.bootstrap.logging.LogLevelText;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.bootstrap.setting.ConfigText;
import dev.sojourn.bootstrap.setting.Setting;
import dev.sojourn.bootstrap.setting.Settings;
import dev.sojourn.bootstrap.setting.Variables;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads all variables and finds all that is wrong with them. */
final class ConfigReader {
  /** Stands for bytes that could not be read as text. */
  private static final String NO_CHARACTER = "\ufffd";

  private final Settings settings;
  private final Path workingDirectory;

  ConfigReader(Settings settings, Path workingDirectory) {
    this.settings = settings;
    this.workingDirectory = workingDirectory;
  }

  Reading read() {
    refuseUnknown();
    checkLogging();
    var listening = listening();
    var shutdownDelay = settings.read(AllSettings.SHUTDOWN_DELAY);
    var store = store();
    var postgresConnections = settings.read(AllSettings.POSTGRES_CONNECTIONS);
    var apiKeys = keys(AllSettings.API_KEYS, AllSettings.API_KEYS_FILE, KeyEntries::apiKeys);
    var tokenKeys =
        keys(AllSettings.TOKEN_KEYS, AllSettings.TOKEN_KEYS_FILE, KeyEntries::tokenKeys);
    var issuer = settings.read(AllSettings.ISSUER);
    var audience = settings.read(AllSettings.AUDIENCE);
    var signing = signing();
    var browsers = browsers();
    var dpopNonce = settings.read(AllSettings.DPOP_NONCE);
    var addressRate = settings.read(AllSettings.RATE_LIMIT_ADDRESS);
    var keyRate = settings.read(AllSettings.RATE_LIMIT_KEY);
    var policies = new PolicyReader(settings).read();
    var lockoutRules = lockoutRules();
    var proxies =
        settings
            .read(AllSettings.TRUSTED_PROXIES)
            .writing(settings.read(AllSettings.FORWARDED_HEADER));
    var cachedSessions = settings.read(AllSettings.CACHE_SESSIONS);
    var sweeping = sweeping();
    var auditRetention = settings.read(AllSettings.AUDIT_RETENTION);
    var subscribers = new SubscriberReader(settings).read(auditRetention.isPresent());

    var newDeviceEvents = settings.read(AllSettings.NEW_DEVICE_EVENTS);
    if (newDeviceEvents && auditRetention.isEmpty()) {
      settings.fault(
          AllSettings.NEW_DEVICE_EVENTS,
          "needs the audit trail, but " + AllSettings.AUDIT_RETENTION + " is off");
    }
    var geoipDatabase = settings.read(AllSettings.GEOIP_DATABASE);

    var faults = settings.faults();
    // Without a fault there are these: what keeps them from being made is a fault.
    return faults.isEmpty() && policies.isPresent() && store.isPresent()
        ? new Reading.Good(
            new SojournConfig(
                listening,
                shutdownDelay,
                store.get(),
                postgresConnections,
                apiKeys,
                tokenKeys,
                issuer,
                audience,
                signing,
                browsers,
                dpopNonce,
                addressRate,
                keyRate,
                policies.get(),
                lockoutRules,
                proxies,
                cachedSessions,
                sweeping,
                auditRetention,
                subscribers,
                newDeviceEvents,
                geoipDatabase,
                new Traces(settings.ofOpenTelemetry()),
                settings.ignored()))
        : new Reading.Faulty(faults);
  }

  Part<Listening> readListening() {
    var listening = listening();
    return new Part<>(Optional.of(listening), settings.faults());
  }

  Part<PostgresUrl> readPostgresUrl() {
    var url = settings.read(AllSettings.POSTGRES_URL);
    return new Part<>(url, settings.faults());
  }

  Part<Policies> readPolicies() {
    refuseUnknown();
    var policies = new PolicyReader(settings).read();
    return new Part<>(policies, settings.faults());
  }

  /** None where the keys are in a variable, or in memory. */
  Part<Path> readTokenKeysFile() {
    if (settings.text(AllSettings.TOKEN_KEYS_FILE).isPresent()) {
      var file = settings.read(AllSettings.TOKEN_KEYS_FILE);
      return new Part<>(file, settings.faults());
    }
    if (settings.text(AllSettings.TOKEN_KEYS).isPresent()) {
      return new Part<>(Optional.empty(), settings.faults());
    }
    var file =
        store()
            .flatMap(
                store ->
                    switch (store) {
                      case Store.Embedded(var dataDir) -> Optional.of(DataDir.tokenKeysIn(dataDir));
                      case Store.Memory _, Store.Postgres _ -> Optional.<Path>empty();
                    });
    return new Part<>(file, settings.faults());
  }

  /** Logback is told before there is a configuration: here it is only said what was wrong. */
  private void checkLogging() {
    settings.read(Variables.LOG_LEVEL, LogLevelText::rootLevel);
    settings.read(Variables.LOG_LEVELS, LogLevelText::levels);
    settings.read(Variables.LOG_FORMAT, LogFormat::parse);
  }

  private Listening listening() {
    var maxConnections = settings.read(AllSettings.HTTP_MAX_CONNECTIONS);
    return new Listening(
        settings.read(AllSettings.HTTP_HOST),
        settings.read(AllSettings.HTTP_PORT),
        settings.read(AllSettings.HTTP_EVENT_LOOPS),
        maxConnections,
        settings
            .read(AllSettings.HTTP_MAX_CONNECTIONS_PER_ADDRESS)
            .orElse(Optional.of(Math.max(1, maxConnections / 4))),
        tls(),
        settings.read(AllSettings.MANAGEMENT_PORT));
  }

  private Optional<Listening.Tls> tls() {
    var certificate = settings.read(AllSettings.TLS_CERTIFICATE);
    var key = settings.read(AllSettings.TLS_KEY);
    if (settings.text(AllSettings.TLS_CERTIFICATE).isPresent()
        != settings.text(AllSettings.TLS_KEY).isPresent()) {
      settings.fault(
          settings.text(AllSettings.TLS_KEY).isEmpty()
              ? AllSettings.TLS_KEY
              : AllSettings.TLS_CERTIFICATE,
          "is needed too: TLS takes a certificate and its key");
    }
    return certificate.flatMap(chain -> key.map(secret -> new Listening.Tls(chain, secret)));
  }

  /** A misspelt variable would be a setting that silently does not hold. */
  private void refuseUnknown() {
    for (var name : settings.names()) {
      if (settings.text(name).filter(value -> value.contains(NO_CHARACTER)).isPresent()) {
        settings.fault(name, "has bytes that are not UTF-8, or the locale is none of UTF-8");
      }
      if (Variables.isSetting(name)) {
        continue;
      }
      if (!settings.isFromEnvironment(name)) {
        settings.fault(
            name,
            Variables.isOfTheEnvironment(name)
                ? "is read from the environment only"
                : unknown(name));
      } else if (!Variables.isOfTheEnvironment(name)
          && !Variables.isOfKubernetes(name, settings.text(name).orElse(""))) {
        settings.fault(name, unknown(name));
      }
    }
  }

  private static String unknown(String name) {
    return Variables.nearest(name)
        .map(nearest -> "is not known; is " + nearest + " meant?")
        .orElse("is not known");
  }

  /** None if the one that is named cannot be used, which is a fault. */
  private Optional<? extends Store> store() {
    var word = settings.read(AllSettings.STORE);
    var url = settings.read(AllSettings.POSTGRES_URL);
    var dataDir = settings.read(AllSettings.DATA_DIR);
    return switch (word) {
      case "postgres" -> {
        require(AllSettings.POSTGRES_URL);
        require(AllSettings.API_KEYS, AllSettings.API_KEYS_FILE);
        require(AllSettings.TOKEN_KEYS, AllSettings.TOKEN_KEYS_FILE);
        yield url.map(Store.Postgres::new);
      }
      case "memory" -> Optional.of(new Store.Memory());
      default -> {
        if (url.isPresent() && settings.text(AllSettings.STORE).isEmpty()) {
          settings.fault(
              AllSettings.POSTGRES_URL,
              "is set, but " + AllSettings.STORE + " is not: set it to postgres, or to embedded");
        }
        yield Optional.of(
            new Store.Embedded(workingDirectory.resolve(dataDir).toAbsolutePath().normalize()));
      }
    };
  }

  /** Nodes that share a database must share their keys, so none can be made up. */
  private void require(Setting<?> variable, Setting<?>... orElse) {
    if (Stream.concat(Stream.of(variable), Arrays.stream(orElse))
        .allMatch(each -> settings.text(each).isEmpty())) {
      settings.fault(
          variable,
          "is needed with "
              + AllSettings.STORE
              + "=postgres"
              + Arrays.stream(orElse).map(each -> ", or " + each).collect(Collectors.joining()));
    }
  }

  /** From one variable or from the file that the other names. */
  private <K> Optional<KeySource<K>> keys(
      Setting<Optional<String>> variable,
      Setting<Optional<Path>> fileVariable,
      Function<KeyEntries, Read<K>> read) {
    var given = settings.read(variable).map(text -> read.apply(KeyEntries.ofVariable(text)));
    given.ifPresent(keys -> keys.faults().forEach(fault -> settings.fault(variable, fault)));
    var file = settings.read(fileVariable);
    file.ifPresent(path -> fileFaults(path, read).forEach(f -> settings.fault(fileVariable, f)));
    if (given.isPresent() && settings.text(fileVariable).isPresent()) {
      settings.fault(fileVariable, "is set, but so is " + variable + ": set one of them");
    }
    return file.<KeySource<K>>map(KeySource.InFile::new)
        .or(() -> given.map(keys -> new KeySource.Given<>(keys.keys())));
  }

  private static <K> List<String> fileFaults(Path path, Function<KeyEntries, Read<K>> read) {
    try {
      return read.apply(KeyEntries.ofLines(Files.readAllLines(path))).faults().stream()
          .map(fault -> "names " + path.toAbsolutePath() + ", which " + fault)
          .toList();
    } catch (IOException unreadable) {
      return List.of(ConfigText.unreadable(path));
    }
  }

  private LockoutRules lockoutRules() {
    return new LockoutRules(
        settings.read(AllSettings.LOCKOUT_STEPS),
        settings.read(AllSettings.LOCKOUT_MFA_STEPS),
        settings.read(AllSettings.LOCKOUT_FORGET_AFTER));
  }

  private Signing signing() {
    return new Signing(
        settings.read(AllSettings.SIGNING_ALGORITHM),
        settings.read(AllSettings.SIGNING_KEY_ROTATION));
  }

  private Browsers browsers() {
    return new Browsers(
        settings.read(AllSettings.ALLOWED_ORIGINS),
        settings.read(AllSettings.LOGIN_URL),
        new Brand(settings.read(AllSettings.BRAND_NAME), settings.read(AllSettings.BRAND_COLOUR)));
  }

  private Sweeping sweeping() {
    return new Sweeping(
        settings.read(AllSettings.SWEEP_INTERVAL),
        settings.read(AllSettings.SWEEP_BATCH),
        settings.read(AllSettings.RETENTION));
  }
}
