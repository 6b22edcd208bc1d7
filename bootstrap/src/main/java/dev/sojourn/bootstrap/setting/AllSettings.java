package dev.sojourn.bootstrap.setting;

import dev.sojourn.adapters.http.account.Brand;
import dev.sojourn.adapters.http.account.BrandColour;
import dev.sojourn.adapters.http.request.RateLimit;
import dev.sojourn.adapters.http.server.ForwardedHeader;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.lockout.LockoutSteps;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Every setting but those of policies and subscribers, each declared once: its name, what holds
 * where it is not set, and how its text is read. {@code SettingsDocTest} holds docs/operating.md to
 * it.
 */
public final class AllSettings {
  private static final List<Setting<?>> DECLARED = new ArrayList<>();

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String NONE = "none";

  // Where it listens.
  public static final Setting<String> HTTP_HOST =
      of("SOJOURN_HTTP_HOST", "127.0.0.1", ConfigText::host);
  public static final Setting<Integer> HTTP_PORT =
      of("SOJOURN_HTTP_PORT", "8080", ConfigText.number(0, 65_535));

  /** Postgres, or what else runs on the machine, has the other half. */
  public static final Setting<Integer> HTTP_EVENT_LOOPS =
      declared(
          new Setting<>(
              "SOJOURN_HTTP_EVENT_LOOPS",
              "half of the processors",
              Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
              ConfigText.number(1, 256)));

  public static final Setting<Integer> HTTP_MAX_CONNECTIONS =
      of("SOJOURN_HTTP_MAX_CONNECTIONS", "10000", ConfigText.number(1, 1_000_000));
  public static final Setting<Optional<Optional<Integer>>> HTTP_MAX_CONNECTIONS_PER_ADDRESS =
      optional(
          "SOJOURN_HTTP_MAX_CONNECTIONS_PER_ADDRESS",
          "a quarter of SOJOURN_HTTP_MAX_CONNECTIONS",
          ConfigText.numberOrOff(1, 1_000_000));
  public static final Setting<Optional<Path>> TLS_CERTIFICATE =
      optional("SOJOURN_TLS_CERTIFICATE", NONE, ConfigText::readable);
  public static final Setting<Optional<Path>> TLS_KEY =
      optional("SOJOURN_TLS_KEY", NONE, ConfigText::readable);
  public static final Setting<Optional<Integer>> MANAGEMENT_PORT =
      optional("SOJOURN_MANAGEMENT_PORT", NONE, ConfigText.number(0, 65_535));
  public static final Setting<Optional<Duration>> SHUTDOWN_DELAY =
      optional(
          "SOJOURN_SHUTDOWN_DELAY",
          "PT0S on a terminal, PT5S elsewhere",
          ConfigText.duration(Duration.ZERO, Duration.ofMinutes(5)));
  public static final Setting<Optional<RateLimit>> RATE_LIMIT_ADDRESS =
      of("SOJOURN_RATE_LIMIT_ADDRESS", ConfigText.OFF, ConfigText.orOff(RateLimit::parse));
  public static final Setting<Optional<RateLimit>> RATE_LIMIT_KEY =
      of("SOJOURN_RATE_LIMIT_KEY", ConfigText.OFF, ConfigText.orOff(RateLimit::parse));
  public static final Setting<TrustedProxies> TRUSTED_PROXIES =
      of("SOJOURN_TRUSTED_PROXIES", NONE, ConfigText::proxies);
  public static final Setting<ForwardedHeader> FORWARDED_HEADER =
      of("SOJOURN_FORWARDED_HEADER", "x-forwarded-for", ForwardedHeader::parse);

  // What it keeps.
  public static final Setting<String> STORE =
      of(
          "SOJOURN_STORE",
          "embedded",
          ConfigText.word(
              Set.of("embedded", "postgres", "memory"), "embedded, postgres or memory"));
  public static final Setting<Path> DATA_DIR = of("SOJOURN_DATA_DIR", ".sojourn", ConfigText::path);
  public static final Setting<Optional<PostgresUrl>> POSTGRES_URL =
      optional("SOJOURN_POSTGRES_URL", "", PostgresUrl::parse);
  public static final Setting<Integer> POSTGRES_CONNECTIONS =
      of("SOJOURN_POSTGRES_CONNECTIONS", "8", ConfigText.number(2, 1_000));
  public static final Setting<Integer> CACHE_SESSIONS =
      of("SOJOURN_CACHE_SESSIONS", "100000", ConfigText.number(0, 100_000_000));
  public static final Setting<Duration> SWEEP_INTERVAL =
      of("SOJOURN_SWEEP_INTERVAL", "PT1M", ConfigText.duration(SECOND, Duration.ofDays(1)));
  public static final Setting<Integer> SWEEP_BATCH =
      of("SOJOURN_SWEEP_BATCH", "1000", ConfigText.number(1, 100_000));
  public static final Setting<Duration> RETENTION =
      of("SOJOURN_RETENTION", "P30D", ConfigText.duration(Duration.ZERO, SessionPolicy.LONGEST));
  public static final Setting<Optional<Duration>> AUDIT_RETENTION =
      of("SOJOURN_AUDIT_RETENTION", "P90D", ConfigText.durationOrOff(HOUR, SessionPolicy.LONGEST));
  public static final Setting<Boolean> NEW_DEVICE_EVENTS =
      of("SOJOURN_NEW_DEVICE_EVENTS", ConfigText.OFF, ConfigText.isOn("on"));
  public static final Setting<Optional<Path>> GEOIP_DATABASE =
      optional("SOJOURN_GEOIP_DATABASE", NONE, ConfigText::readable);

  // Keys, and what is made with them.
  public static final Setting<Optional<String>> API_KEYS =
      optional("SOJOURN_API_KEYS", "embedded, memory: made and printed once", Parsed.Valid::new);
  public static final Setting<Optional<Path>> API_KEYS_FILE =
      optional("SOJOURN_API_KEYS_FILE", NONE, ConfigText::readable);
  public static final Setting<Optional<String>> TOKEN_KEYS =
      optional("SOJOURN_TOKEN_KEYS", "embedded, memory: made", Parsed.Valid::new);
  public static final Setting<Optional<Path>> TOKEN_KEYS_FILE =
      optional("SOJOURN_TOKEN_KEYS_FILE", NONE, ConfigText::readable);
  public static final Setting<Optional<String>> ISSUER =
      optional("SOJOURN_ISSUER", "http://host:port", ConfigText::issuer);
  public static final Setting<Optional<String>> AUDIENCE =
      optional("SOJOURN_AUDIENCE", "the issuer", ConfigText::audience);
  public static final Setting<SigningAlgorithm> SIGNING_ALGORITHM =
      of("SOJOURN_SIGNING_ALGORITHM", "EdDSA", ConfigText::signingAlgorithm);

  /** A key must sign longer than it is published beforehand. */
  public static final Setting<Duration> SIGNING_KEY_ROTATION =
      of("SOJOURN_SIGNING_KEY_ROTATION", "P30D", ConfigText.duration(HOUR, SessionPolicy.LONGEST));

  public static final Setting<Boolean> DPOP_NONCE =
      of("SOJOURN_DPOP_NONCE", ConfigText.OFF, ConfigText.isOn("required"));

  // Browsers.
  public static final Setting<Set<String>> ALLOWED_ORIGINS =
      of("SOJOURN_ALLOWED_ORIGINS", NONE, ConfigText::origins);
  public static final Setting<Optional<String>> LOGIN_URL =
      optional("SOJOURN_LOGIN_URL", NONE, ConfigText::loginUrl);
  public static final Setting<String> BRAND_NAME =
      of("SOJOURN_BRAND_NAME", Brand.DEFAULT.name(), Brand::parseName);
  public static final Setting<BrandColour> BRAND_COLOUR =
      of("SOJOURN_BRAND_COLOUR", Brand.DEFAULT.colour().toString(), BrandColour::parse);

  // Failed logins.
  public static final Setting<LockoutSteps> LOCKOUT_STEPS =
      of("SOJOURN_LOCKOUT_STEPS", "5=PT5M,10=PT30M,20=PT24H", LockoutSteps::parse);
  public static final Setting<LockoutSteps> LOCKOUT_MFA_STEPS =
      of("SOJOURN_LOCKOUT_MFA_STEPS", "5=PT5M,10=PT30M,15=PT2H", LockoutSteps::parse);
  public static final Setting<Duration> LOCKOUT_FORGET_AFTER =
      of(
          "SOJOURN_LOCKOUT_FORGET_AFTER",
          "PT24H",
          ConfigText.duration(SECOND, LockoutSteps.LONGEST));

  private AllSettings() {}

  private static <T> Setting<T> of(
      String name, String standard, Function<String, Parsed<T>> parse) {
    return declared(Setting.of(name, standard, parse));
  }

  private static <T> Setting<Optional<T>> optional(
      String name, String documented, Function<String, Parsed<T>> parse) {
    return declared(Setting.optional(name, documented, parse));
  }

  private static <T> Setting<T> declared(Setting<T> setting) {
    DECLARED.add(setting);
    return setting;
  }

  /** All of them, as they are declared. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(DECLARED);
  }
}
