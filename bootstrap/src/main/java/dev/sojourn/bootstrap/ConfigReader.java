package dev.sojourn.bootstrap;

import dev.sojourn.adapters.http.ForwardedHeader;
import dev.sojourn.adapters.http.Listening;
import dev.sojourn.adapters.http.RateLimit;
import dev.sojourn.adapters.http.TrustedProxies;
import dev.sojourn.adapters.http.account.Brand;
import dev.sojourn.adapters.http.account.BrandColour;
import dev.sojourn.adapters.postgres.PostgresUrl;
import dev.sojourn.bootstrap.KeyEntries.Read;
import dev.sojourn.bootstrap.SojournConfig.Browsers;
import dev.sojourn.bootstrap.SojournConfig.KeySource;
import dev.sojourn.bootstrap.SojournConfig.Part;
import dev.sojourn.bootstrap.SojournConfig.Reading;
import dev.sojourn.bootstrap.SojournConfig.Signing;
import dev.sojourn.bootstrap.SojournConfig.Store;
import dev.sojourn.bootstrap.SojournConfig.Sweeping;
import dev.sojourn.bootstrap.SojournConfig.Traces;
import dev.sojourn.domain.HttpUri;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.LockoutSteps;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads all variables and finds all that is wrong with them. */
final class ConfigReader {
  /** Stands for bytes that could not be read as text. */
  private static final String NO_CHARACTER = "\ufffd";

  /** As an entry of keys begins, or a key itself. */
  private static final Pattern KEY =
      Pattern.compile("sak_|sha256-|^[0-9]{1,3}=|[A-Za-z0-9+/]{43}=");

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_SHUTDOWN_DELAY = Duration.ofMinutes(5);
  private static final String EMBEDDED = "embedded";
  private static final Set<String> STORES = Set.of(EMBEDDED, "postgres", "memory");
  private static final Set<String> ON_OFF = Set.of("off", "on");
  private static final Set<String> DPOP_NONCE = Set.of("off", "required");

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
    var shutdownDelay =
        settings.read(
            Variables.SHUTDOWN_DELAY, ConfigText.duration(Duration.ZERO, LONGEST_SHUTDOWN_DELAY));
    var store = store();
    var postgresConnections =
        settings.read(Variables.POSTGRES_CONNECTIONS, 8, ConfigText.number(2, 1_000));
    var apiKeys = keys(Variables.API_KEYS, Variables.API_KEYS_FILE, KeyEntries::apiKeys);
    var tokenKeys = keys(Variables.TOKEN_KEYS, Variables.TOKEN_KEYS_FILE, KeyEntries::tokenKeys);
    var issuer = settings.read(Variables.ISSUER, ConfigReader::issuer);
    var audience = settings.read(Variables.AUDIENCE, ConfigText::audience);
    var signing = signing();
    var browsers = browsers();
    var dpopNonce =
        settings
            .read(Variables.DPOP_NONCE, "off", word(DPOP_NONCE, "off or required"))
            .equals("required");
    var addressRate =
        settings.read(
            Variables.RATE_LIMIT_ADDRESS,
            Optional.<RateLimit>empty(),
            ConfigText.orOff(RateLimit::parse));
    var keyRate =
        settings.read(
            Variables.RATE_LIMIT_KEY,
            Optional.<RateLimit>empty(),
            ConfigText.orOff(RateLimit::parse));
    var policies = new PolicyReader(settings).read();
    var lockoutRules = lockoutRules();
    var proxies =
        settings
            .read(Variables.TRUSTED_PROXIES, TrustedProxies.NONE, ConfigReader::proxies)
            .writing(
                settings.read(
                    Variables.FORWARDED_HEADER,
                    ForwardedHeader.X_FORWARDED_FOR,
                    ForwardedHeader::parse));
    var cachedSessions =
        settings.read(Variables.CACHE_SESSIONS, 100_000, ConfigText.number(0, 100_000_000));
    var sweeping = sweeping();
    var auditRetention =
        settings.read(
            Variables.AUDIT_RETENTION,
            Optional.of(Duration.ofDays(90)),
            ConfigText.durationOrOff(Duration.ofHours(1), SessionPolicy.LONGEST));
    var subscribers = new SubscriberReader(settings).read(auditRetention.isPresent());

    var newDeviceEvents =
        settings.read(Variables.NEW_DEVICE_EVENTS, "off", word(ON_OFF, "off or on")).equals("on");
    if (newDeviceEvents && auditRetention.isEmpty()) {
      settings.fault(
          Variables.NEW_DEVICE_EVENTS,
          "needs the audit trail, but " + Variables.AUDIT_RETENTION + " is off");
    }
    var geoipDatabase = settings.read(Variables.GEOIP_DATABASE, ConfigReader::readable);

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
    var url = settings.read(Variables.POSTGRES_URL, PostgresUrl::parse);
    return new Part<>(url, settings.faults());
  }

  Part<Policies> readPolicies() {
    refuseUnknown();
    var policies = new PolicyReader(settings).read();
    return new Part<>(policies, settings.faults());
  }

  /** None where the keys are in a variable, or in memory. */
  Part<Path> readTokenKeysFile() {
    if (settings.text(Variables.TOKEN_KEYS_FILE).isPresent()) {
      var file = settings.read(Variables.TOKEN_KEYS_FILE, ConfigReader::readable);
      return new Part<>(file, settings.faults());
    }
    if (settings.text(Variables.TOKEN_KEYS).isPresent()) {
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
    var maxConnections =
        settings.read(Variables.HTTP_MAX_CONNECTIONS, 10_000, ConfigText.number(1, 1_000_000));
    return new Listening(
        settings.read(Variables.HTTP_HOST, "127.0.0.1", ConfigReader::host),
        settings.read(Variables.HTTP_PORT, 8080, ConfigText.number(0, 65_535)),
        settings.read(Variables.HTTP_EVENT_LOOPS, standardEventLoops(), ConfigText.number(1, 256)),
        maxConnections,
        settings.read(
            Variables.HTTP_MAX_CONNECTIONS_PER_ADDRESS,
            Optional.of(Math.max(1, maxConnections / 4)),
            ConfigText.numberOrOff(1, 1_000_000)),
        tls(),
        settings.read(Variables.MANAGEMENT_PORT, ConfigText.number(0, 65_535)));
  }

  private Optional<Listening.Tls> tls() {
    var certificate = settings.read(Variables.TLS_CERTIFICATE, ConfigReader::readable);
    var key = settings.read(Variables.TLS_KEY, ConfigReader::readable);
    if (settings.text(Variables.TLS_CERTIFICATE).isPresent()
        != settings.text(Variables.TLS_KEY).isPresent()) {
      settings.fault(
          settings.text(Variables.TLS_KEY).isEmpty()
              ? Variables.TLS_KEY
              : Variables.TLS_CERTIFICATE,
          "is needed too: TLS takes a certificate and its key");
    }
    return certificate.flatMap(chain -> key.map(secret -> new Listening.Tls(chain, secret)));
  }

  private static Parsed<Path> readable(String text) {
    return path(text)
        .then(
            path ->
                Files.isReadable(path)
                    ? new Parsed.Valid<>(path)
                    : new Parsed.Invalid<>(unreadable(path)));
  }

  /** The path helps to find the mistake, unless the mistake is that it is a key. */
  private static String unreadable(Path path) {
    return "must be a file that can be read"
        + (KEY.matcher(path.toString()).find()
            ? ", and not a key"
            : ", and "
                + path.toAbsolutePath()
                + (Files.exists(path) ? " cannot be read by this user" : " is not there"));
  }

  /** Half of the processors: Postgres, or whatever else runs here, has the other half. */
  private static int standardEventLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
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
    var word =
        settings.read(Variables.STORE, EMBEDDED, word(STORES, "embedded, postgres or memory"));
    var url = settings.read(Variables.POSTGRES_URL, PostgresUrl::parse);
    var dataDir = settings.read(Variables.DATA_DIR, Path.of(".sojourn"), ConfigReader::path);
    return switch (word) {
      case "postgres" -> {
        require(Variables.POSTGRES_URL);
        require(Variables.API_KEYS, Variables.API_KEYS_FILE);
        require(Variables.TOKEN_KEYS, Variables.TOKEN_KEYS_FILE);
        yield url.map(Store.Postgres::new);
      }
      case "memory" -> Optional.of(new Store.Memory());
      default -> {
        if (url.isPresent() && settings.text(Variables.STORE).isEmpty()) {
          settings.fault(
              Variables.POSTGRES_URL,
              "is set, but " + Variables.STORE + " is not: set it to postgres, or to embedded");
        }
        yield Optional.of(
            new Store.Embedded(workingDirectory.resolve(dataDir).toAbsolutePath().normalize()));
      }
    };
  }

  /** Nodes that share a database must share their keys, so none can be made up. */
  private void require(String variable, String... orElse) {
    if (Stream.concat(Stream.of(variable), Arrays.stream(orElse))
        .allMatch(each -> settings.text(each).isEmpty())) {
      settings.fault(
          variable,
          "is needed with "
              + Variables.STORE
              + "=postgres"
              + Arrays.stream(orElse).map(each -> ", or " + each).collect(Collectors.joining()));
    }
  }

  /** From one variable or from the file that the other names. */
  private <K> Optional<KeySource<K>> keys(
      String variable, String fileVariable, Function<KeyEntries, Read<K>> read) {
    var given = settings.text(variable).map(text -> read.apply(KeyEntries.ofVariable(text)));
    given.ifPresent(keys -> keys.faults().forEach(fault -> settings.fault(variable, fault)));
    var file = settings.read(fileVariable, ConfigReader::readable);
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
      return List.of(unreadable(path));
    }
  }

  private LockoutRules lockoutRules() {
    var standard = LockoutRules.DEFAULT;
    return new LockoutRules(
        settings.read(Variables.LOCKOUT_STEPS, standard.password(), LockoutSteps::parse),
        settings.read(Variables.LOCKOUT_MFA_STEPS, standard.mfa(), LockoutSteps::parse),
        settings.read(
            Variables.LOCKOUT_FORGET_AFTER,
            standard.forgetAfter(),
            ConfigText.duration(SECOND, LockoutSteps.LONGEST)));
  }

  /** A key must sign longer than it is published beforehand. */
  private Signing signing() {
    return new Signing(
        settings.read(
            Variables.SIGNING_ALGORITHM,
            SigningAlgorithm.EDDSA,
            text ->
                SigningAlgorithm.ofWord(text)
                    .<Parsed<SigningAlgorithm>>map(Parsed.Valid::new)
                    .orElseGet(() -> new Parsed.Invalid<>("must be EdDSA, ES256 or RS256"))),
        settings.read(
            Variables.SIGNING_KEY_ROTATION,
            Duration.ofDays(30),
            ConfigText.duration(Duration.ofHours(1), SessionPolicy.LONGEST)));
  }

  private Browsers browsers() {
    return new Browsers(
        settings.read(Variables.ALLOWED_ORIGINS, Set.of(), ConfigReader::origins),
        settings.read(Variables.LOGIN_URL, ConfigReader::loginUrl),
        new Brand(
            settings.read(Variables.BRAND_NAME, Brand.DEFAULT.name(), Brand::parseName),
            settings.read(Variables.BRAND_COLOUR, Brand.DEFAULT.colour(), BrandColour::parse)));
  }

  /**
   * Made to what browsers write in Origin: scheme, host and, if it is not the standard one, port.
   */
  private static Parsed<Set<String>> origins(String text) {
    if (text.equals("none")) {
      return new Parsed.Valid<>(Set.of());
    }
    var origins = new TreeSet<String>();
    for (var origin : text.split(",", -1)) {
      var uri = HttpUri.parse(origin.strip()).filter(_ -> isOrigin(origin.strip()));
      if (uri.isEmpty()) {
        return new Parsed.Invalid<>(
            "must be none, or origins with commas between them, such as https://app.example; "
                + "never * and no path");
      }
      origins.add(uri.get().origin());
    }
    return new Parsed.Valid<>(origins);
  }

  /** No path, no query, and a host of letters: {@code *} is no host that a browser is on. */
  private static boolean isOrigin(String text) {
    var authority = text.substring(text.indexOf("://") + 3);
    return authority.chars().noneMatch(c -> "/?#*".indexOf(c) >= 0);
  }

  private static Parsed<String> loginUrl(String text) {
    return uri(text)
        .filter(_ -> HttpUri.parse(text).isPresent())
        .filter(uri -> uri.getRawFragment() == null)
        .<Parsed<String>>map(_ -> new Parsed.Valid<>(text))
        .orElseGet(() -> new Parsed.Invalid<>("must be an https or http URL without fragment"));
  }

  private Sweeping sweeping() {
    return new Sweeping(
        settings.read(
            Variables.SWEEP_INTERVAL,
            Duration.ofMinutes(1),
            ConfigText.duration(SECOND, Duration.ofDays(1))),
        settings.read(Variables.SWEEP_BATCH, 1000, ConfigText.number(1, 100_000)),
        settings.read(
            Variables.RETENTION,
            Duration.ofDays(30),
            ConfigText.duration(Duration.ZERO, SessionPolicy.LONGEST)));
  }

  private static Function<String, Parsed<String>> word(Set<String> words, String spelled) {
    return text ->
        words.contains(text)
            ? new Parsed.Valid<>(text)
            : new Parsed.Invalid<>("must be " + spelled);
  }

  private static Parsed<String> host(String text) {
    return text.matches("[A-Za-z0-9._:-]{1,255}")
        ? new Parsed.Valid<>(text)
        : new Parsed.Invalid<>("must be a host name or an IP address");
  }

  private static Parsed<Path> path(String text) {
    try {
      return new Parsed.Valid<>(Path.of(text));
    } catch (InvalidPathException none) {
      return new Parsed.Invalid<>("must be a path");
    }
  }

  /** RFC 8414, section 2: no query, no fragment; http for trying it out. */
  private static Parsed<String> issuer(String text) {
    return uri(text)
        .filter(_ -> HttpUri.parse(text).isPresent())
        .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
        // What is below it is written with a slash of its own.
        .filter(_ -> !text.endsWith("/"))
        .<Parsed<String>>map(_ -> new Parsed.Valid<>(text))
        .orElseGet(
            () ->
                new Parsed.Invalid<>(
                    "must be an https or http URL without query, fragment and a slash at the end"));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException none) {
      return Optional.empty();
    }
  }

  private static Parsed<TrustedProxies> proxies(String text) {
    return text.equals("none")
        ? new Parsed.Valid<>(TrustedProxies.NONE)
        : TrustedProxies.parse(text);
  }
}
