package dev.sojourn.bootstrap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.event.EventFilter;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.bootstrap.config.SojournConfig.Store;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeySource;
import dev.sojourn.bootstrap.keys.LiveKeys;
import dev.sojourn.bootstrap.setting.ConfigFault;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SubscriberName;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set, and what is said of what cannot. */
class SojournConfigTest {
  private static final String TOKEN_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @TempDir Path directory;

  private SojournConfig good(Map<String, String> environment) {
    return switch (SojournConfig.read(environment, directory)) {
      case Reading.Good(var config) -> config;
      case Reading.Faulty(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  private List<String> faults(Map<String, String> environment) {
    return assertInstanceOf(Reading.Faulty.class, SojournConfig.read(environment, directory))
        .faults()
        .stream()
        .map(ConfigFault::toString)
        .toList();
  }

  private static SessionPolicy policy(SojournConfig config, String name) {
    return config.policies().named(new PolicyName(name));
  }

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void aSubscriberIsReadWithWhatItWantsToBeTold() {
    var config =
        good(
            Map.of(
                "SOJOURN_SUBSCRIBERS_SIEM_URL", "https://siem.example/hooks?tenant=7",
                "SOJOURN_SUBSCRIBERS_SIEM_SECRET", SECRET,
                "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS", "session_ended",
                "SOJOURN_SUBSCRIBERS_SIEM_CLIENT_ID", "shop",
                "SOJOURN_SUBSCRIBERS_SIEM_RETRIES", "PT1S, PT1M",
                "SOJOURN_SUBSCRIBERS_APP_URL", "http://localhost:9000/",
                "SOJOURN_SUBSCRIBERS_APP_SECRET", SECRET));
    assertEquals(2, config.subscribers().size());
    assertEquals(EventFilter.ALL, config.subscribers().getFirst().subscriber().filter());
    assertEquals(RetryWaits.DEFAULT, config.subscribers().getFirst().subscriber().waits());
    var siem = config.subscribers().getLast().subscriber();
    assertEquals(new SubscriberName("siem"), siem.name());
    assertEquals(Set.of(Action.SESSION_ENDED), siem.filter().actions());
    assertEquals(Optional.of(new ClientId("shop")), siem.filter().clientId());
    assertEquals(List.of(Duration.ofSeconds(1), Duration.ofMinutes(1)), siem.waits().waits());
    assertFalse(config.toString().contains("MfKQ") || config.toString().contains("tenant=7"));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          URL       | http://siem.example/       | must be an https URL without user and fragment, or an http URL of this machine
          URL       | https://me:word@siem.example/ | must be an https URL without user and fragment, or an http URL of this machine
          URL       | siem.example               | must be an https URL without user and fragment, or an http URL of this machine
          SECRET    | whsec_c2hvcnQ=             | must be whsec_ and 24 to 64 random bytes in base64
          ACTIONS   | session_ended,refreshed    | must be actions with commas between them: session_opened, tokens_exchanged, session_reauthenticated, attributes_changed, session_ended, sessions_cut_off, user_disabled, user_enabled, subject_locked, lockout_lifted, new_device, api_key_created, signing_key_created, signing_key_deleted
          POLICY    | Default                    | must have 1 to 32 lower-case letters and digits
          RETRIES   | PT5S,soon                  | must be waits with commas between them; each must be a duration such as PT1H or P7D (ISO-8601), from PT1S to P7D
          """)
  void aSubscriberWithAFaultIsRefused(String end, String value, String fault) {
    var settings =
        new HashMap<>(
            Map.of(
                "SOJOURN_SUBSCRIBERS_SIEM_URL",
                "https://siem.example/",
                "SOJOURN_SUBSCRIBERS_SIEM_SECRET",
                SECRET));
    settings.put("SOJOURN_SUBSCRIBERS_SIEM_" + end, value);
    assertEquals(
        List.of("SOJOURN_SUBSCRIBERS_SIEM_" + end + " (environment) " + fault), faults(settings));
  }

  @Test
  void aSubscriberNeedsAnAddressASecretAndAnAuditTrail() {
    assertEquals(
        List.of(
            "SOJOURN_SUBSCRIBERS_SIEM_URL (not set) is needed",
            "SOJOURN_SUBSCRIBERS_SIEM_SECRET (not set) is needed",
            "SOJOURN_SUBSCRIBERS_SIEM_URL (not set) needs the audit trail, but"
                + " SOJOURN_AUDIT_RETENTION is off"),
        faults(
            Map.of(
                "SOJOURN_SUBSCRIBERS_SIEM_ACTIONS", "session_ended",
                "SOJOURN_AUDIT_RETENTION", "off")));
    assertEquals(
        List.of(
            "SOJOURN_SUBSCRIBERS_SIEM_ACTION (environment) is not known; is"
                + " SOJOURN_SUBSCRIBERS_SIEM_ACTIONS meant?"),
        faults(Map.of("SOJOURN_SUBSCRIBERS_SIEM_ACTION", "x")));
  }

  @Test
  void newDevicesAreToldOfWhereThereIsATrailAndNoSubscriberHasTheirName() {
    assertTrue(good(Map.of("SOJOURN_NEW_DEVICE_EVENTS", "on")).newDeviceEvents());
    assertEquals(
        List.of("SOJOURN_NEW_DEVICE_EVENTS (environment) must be off or on"),
        faults(Map.of("SOJOURN_NEW_DEVICE_EVENTS", "yes")));
    assertEquals(
        List.of(
            "SOJOURN_NEW_DEVICE_EVENTS (environment) needs the audit trail, but"
                + " SOJOURN_AUDIT_RETENTION is off"),
        faults(Map.of("SOJOURN_NEW_DEVICE_EVENTS", "on", "SOJOURN_AUDIT_RETENTION", "off")));
    assertEquals(
        List.of(
            "SOJOURN_SUBSCRIBERS_NEWDEVICES_URL (environment) has the name that Sojourn uses to"
                + " look for new devices"),
        faults(
            Map.of(
                "SOJOURN_SUBSCRIBERS_NEWDEVICES_URL", "https://siem.example/",
                "SOJOURN_SUBSCRIBERS_NEWDEVICES_SECRET",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
  }

  @Test
  void aDatabaseOfAddressesMustBeAFileThatCanBeRead() {
    assertEquals(
        List.of(
            "SOJOURN_GEOIP_DATABASE (environment) must be a file that can be read, and"
                + " /nowhere/places.mmdb is not there"),
        faults(Map.of("SOJOURN_GEOIP_DATABASE", "/nowhere/places.mmdb")));
  }

  @Test
  void withNothingSetTheDefaultsHold() {
    var config = good(Map.of());
    assertFalse(config.newDeviceEvents());
    assertEquals(Optional.empty(), config.geoipDatabase());
    assertEquals("127.0.0.1", config.listening().host());
    assertEquals(8080, config.listening().port());
    assertEquals(
        new Store.Embedded(directory.toAbsolutePath().resolve(".sojourn")), config.store());
    assertEquals(Optional.empty(), config.apiKeys());
    assertEquals(Optional.empty(), config.issuer());
    assertEquals(
        List.of(SessionPolicy.CONSOLE, SessionPolicy.DEFAULT),
        List.copyOf(config.policies().all()));
    assertEquals(
        new SojournConfig.Sweeping(Duration.ofMinutes(1), 1000, Duration.ofDays(30)),
        config.sweeping());
  }

  @Test
  void theConsolesPolicyTakesNothingFromTheDefaultAndIsChangedLikeOthers() {
    var config =
        good(
            Map.of(
                "SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT",
                "off",
                "SOJOURN_POLICIES_DEFAULT_ACCESS_TOKEN_FORMAT",
                "jwt",
                "SOJOURN_POLICIES_CONSOLE_ABSOLUTE_TIMEOUT",
                "PT8H"));
    var console = policy(config, "console");
    assertEquals(Optional.of(Duration.ofMinutes(30)), console.idleTimeout());
    assertEquals(Optional.of(Duration.ofHours(8)), console.absoluteTimeout());
    assertEquals(SessionPolicy.CONSOLE.tokens(), console.tokens());
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SOJOURN_HTTP_PORT                        | 65536              | must be a whole number from 0 to 65535
          SOJOURN_HTTP_PORT                        | -1                 | must be a whole number from 0 to 65535
          SOJOURN_HTTP_PORT                        | http               | must be a whole number from 0 to 65535
          SOJOURN_HTTP_HOST                        | http://me          | must be a host name or an IP address
          SOJOURN_RATE_LIMIT_ADDRESS               | 600                | must be off or calls/duration such as 600/PT1M, the duration from PT1S to PT24H
          SOJOURN_HTTP_MAX_CONNECTIONS             | 0                  | must be a whole number from 1 to 1000000
          SOJOURN_HTTP_MAX_CONNECTIONS_PER_ADDRESS | 0                  | must be off or a whole number from 1 to 1000000
          SOJOURN_MANAGEMENT_PORT                  | 99999              | must be a whole number from 0 to 65535
          SOJOURN_STORE                            | redis              | must be embedded, postgres or memory
          SOJOURN_POSTGRES_URL                     | jdbc:postgresql:x  | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          SOJOURN_POSTGRES_URL                     | postgresql://u@h/db | is set, but SOJOURN_STORE is not: set it to postgres, or to embedded
          SOJOURN_API_KEYS                         | app                | has entry 1, which must be name=key:scope+scope, the key being sak_ and at least 22 characters of base64url, or sha256- and 64 hexadecimal digits
          SOJOURN_API_KEYS                         | app=sak_short:admin | has entry 1, which must be name=key:scope+scope, the key being sak_ and at least 22 characters of base64url, or sha256- and 64 hexadecimal digits
          SOJOURN_API_KEYS                         | app=sak_0123456789012345678901:read | has entry 1, which must have scopes of these, with + between them: sessions:read, sessions:write, sessions:revoke, logins:write, audit:read, events:poll, metrics:read, sessions:own, admin
          SOJOURN_API_KEYS                         | a=sak_0123456789012345678901:admin,b=sak_0123456789012345678901:admin | has entry 2, which has the key of an earlier one
          SOJOURN_API_KEYS                         | a:b=sak_0123456789012345678901:admin | has entry 1, which must have a name without a colon (HTTP Basic ends the name there)
          SOJOURN_TOKEN_KEYS                       | 1=c2hvcnQ=         | has entry 1, which must be id=key, the id from 0 to 255 and the key at least 32 bytes in base64
          SOJOURN_TOKEN_KEYS                       | 256=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= | has entry 1, which must be id=key, the id from 0 to 255 and the key at least 32 bytes in base64
          SOJOURN_TOKEN_KEYS                       | 1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= | has entry 2, which has the id of an earlier one
          SOJOURN_ISSUER                           | sojourn            | must be an https or http URL without query, fragment and a slash at the end
          SOJOURN_ISSUER                           | https://a.b?x=1    | must be an https or http URL without query, fragment and a slash at the end
          SOJOURN_ISSUER                           | https://a.b/       | must be an https or http URL without query, fragment and a slash at the end
          SOJOURN_AUDIENCE                         | two words          | must have 1 to 255 printable characters and no space
          SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT    | 60                 | must be off or a duration such as PT1H or P7D (ISO-8601), from PT1S to P3650D
          SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT    | PT0.999S           | must be off or a duration such as PT1H or P7D (ISO-8601), from PT1S to P3650D
          SOJOURN_POLICIES_DEFAULT_LIFETIME        | off                | must be a duration such as PT1H or P7D (ISO-8601), from PT1S to P3650D
          SOJOURN_POLICIES_DEFAULT_REFRESH_OVERLAP | -PT1S              | must be a duration such as PT1H or P7D (ISO-8601), from PT0S to P3650D
          SOJOURN_POLICIES_DEFAULT_MAX_SESSIONS    | 0                  | must be off or a whole number from 1 to 10000
          SOJOURN_POLICIES_DEFAULT_ON_LIMIT        | evict              | must be evict_oldest or reject
          SOJOURN_POLICIES_DEFAULT_ASSURANCE       | high               | must be none, aal1, aal2 or aal3
          SOJOURN_POLICIES_DEFAULT_ACCESS_TOKEN_FORMAT | saml           | must be opaque or jwt
          SOJOURN_POLICIES_DEFAULT_DPOP            | always             | must be off, allowed or required
          SOJOURN_POLICIES_CONSOLE_ACCESS_TOKEN_FORMAT | jwt            | must be opaque for the console
          SOJOURN_POLICIES_CONSOLE_DPOP            | allowed            | must be off for the console
          SOJOURN_SIGNING_ALGORITHM                | HS256              | must be EdDSA, ES256 or RS256
          SOJOURN_SIGNING_KEY_ROTATION             | PT1M               | must be a duration such as PT1H or P7D (ISO-8601), from PT1H to P3650D
          SOJOURN_ALLOWED_ORIGINS                  | *                  | must be none, or origins with commas between them, such as https://app.example; never * and no path
          SOJOURN_ALLOWED_ORIGINS                  | https://a.b,https://a.b/x | must be none, or origins with commas between them, such as https://app.example; never * and no path
          SOJOURN_LOGIN_URL                        | /login             | must be an https or http URL without fragment
          SOJOURN_BRAND_COLOUR                     | #ffcc00            | has a contrast of 1.5 : 1 to white, and needs 4.5 : 1 to be readable: take a darker one
          SOJOURN_BRAND_COLOUR                     | red                | must be # and 6 hexadecimal digits, such as #0f6b68
          SOJOURN_DPOP_NONCE                       | on                 | must be off or required
          SOJOURN_LOCKOUT_STEPS                    | 5                  | must be failures=duration,... such as 5=PT5M,10=PT30M
          SOJOURN_LOCKOUT_MFA_STEPS                | 5=5m               | must have ISO-8601 durations such as PT5M
          SOJOURN_LOCKOUT_FORGET_AFTER             | off                | must be a duration such as PT1H or P7D (ISO-8601), from PT1S to P365D
          SOJOURN_TRUSTED_PROXIES                  | proxy              | must be addresses or CIDRs with commas between them, such as 10.0.0.0/8
          SOJOURN_FORWARDED_HEADER                 | X-Real-IP          | must be x-forwarded-for or forwarded
          SOJOURN_SWEEP_INTERVAL                   | PT0S               | must be a duration such as PT1H or P7D (ISO-8601), from PT1S to P1D
          SOJOURN_CACHE_SESSIONS                   | -1                 | must be a whole number from 0 to 100000000
          SOJOURN_HTTP_EVENT_LOOPS                 | 0                  | must be a whole number from 1 to 256
          SOJOURN_POSTGRES_CONNECTIONS             | 1                  | must be a whole number from 2 to 1000
          SOJOURN_SWEEP_BATCH                      | 0                  | must be a whole number from 1 to 100000
          SOJOURN_RETENTION                        | forever            | must be a duration such as PT1H or P7D (ISO-8601), from PT0S to P3650D
          SOJOURN_LOG_LEVEL                        | loud               | must be one of trace, debug, info, warn, error, off
          SOJOURN_HTTP_PROT                        | 80                 | is not known; is SOJOURN_HTTP_PORT meant?
          SOJOURN_PORT                             | 8080               | is not known; is SOJOURN_HTTP_PORT meant?
          SOJOURN_POLICIES_MOBILE_IDLE             | PT1H               | is not known; is SOJOURN_POLICIES_MOBILE_IDLE_TIMEOUT meant?
          SOJOURN_POLICIES_mobile_LIFETIME         | PT1H               | is not known; is SOJOURN_POLICIES_MOBILE_LIFETIME meant?
          SOJOURN_SOMETHING_ELSE_ALTOGETHER        | 1                  | is not known
          """)
  void aFaultNamesItsVariable(String variable, String value, String fault) {
    assertEquals(List.of(variable + " (environment) " + fault), faults(Map.of(variable, value)));
  }

  @Test
  void originsAreWrittenAsBrowsersWriteThem() {
    assertEquals(
        Set.of("https://app.example", "http://my_app:8080"),
        good(Map.of(
                "SOJOURN_ALLOWED_ORIGINS", "https://APP.example:443, http://my_app:8080",
                "SOJOURN_ISSUER", "http://my_issuer:8080"))
            .browsers()
            .allowedOrigins());
  }

  @Test
  void aKeyWhereTheNameOfAFileShouldBeIsNotRepeated() {
    for (var key : List.of("1=" + TOKEN_KEY, "sak_0123456789012345678901", TOKEN_KEY)) {
      assertEquals(
          List.of(
              "SOJOURN_TOKEN_KEYS_FILE (environment) must be a file that can be read, and not a"
                  + " key"),
          faults(Map.of("SOJOURN_TOKEN_KEYS_FILE", key)));
    }
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertEquals(
        List.of("SOJOURN_TLS_KEY (not set) is needed too: TLS takes a certificate and its key"),
        faults(Map.of("SOJOURN_TLS_CERTIFICATE", "/dev/null")));
    assertEquals(
        List.of(
            "SOJOURN_TLS_KEY (environment) must be a file that can be read, and "
                + Path.of("nowhere.key").toAbsolutePath()
                + " is not there"),
        faults(Map.of("SOJOURN_TLS_CERTIFICATE", "/dev/null", "SOJOURN_TLS_KEY", "nowhere.key")));
  }

  @Test
  void whatOthersCheckByThemselvesMustExpire() {
    assertEquals(
        List.of(
            "SOJOURN_POLICIES_WEB_ACCESS_TOKEN_LIFETIME (environment) must not be off where access"
                + " tokens are jwt"),
        faults(
            Map.of(
                "SOJOURN_POLICIES_WEB_ACCESS_TOKEN_LIFETIME", "off",
                "SOJOURN_POLICIES_WEB_ACCESS_TOKEN_FORMAT", "jwt")));
  }

  @Test
  void allFaultsAreToldAtOnceAndNoValueIsRepeated() {
    var environment = new HashMap<String, String>();
    environment.put("SOJOURN_STORE", "postgres");
    environment.put("SOJOURN_HTTP_PORT", "secret-1");
    environment.put("SOJOURN_API_KEYS", "a=secret-2:admin,b=secret-3:admin");
    environment.put("SOJOURN_TOKEN_KEYS", "1=secret-4");
    environment.put("SOJOURN_POLICIES_KIOSK_LIFETIME", "secret-5");
    var told = faults(environment);
    assertEquals(
        List.of(
            "SOJOURN_HTTP_PORT",
            "SOJOURN_POSTGRES_URL",
            "SOJOURN_API_KEYS",
            "SOJOURN_API_KEYS",
            "SOJOURN_TOKEN_KEYS",
            "SOJOURN_POLICIES_KIOSK_LIFETIME"),
        told.stream().map(fault -> fault.substring(0, fault.indexOf(' '))).toList());
    assertFalse(told.toString().contains("secret"), told.toString());
  }

  @Test
  void thePostgresStoreNeedsItsUrlAndBothKindsOfKeys() {
    assertEquals(
        List.of(
            "SOJOURN_POSTGRES_URL (not set) is needed with SOJOURN_STORE=postgres",
            "SOJOURN_API_KEYS (not set) is needed with SOJOURN_STORE=postgres, or"
                + " SOJOURN_API_KEYS_FILE",
            "SOJOURN_TOKEN_KEYS (not set) is needed with SOJOURN_STORE=postgres, or"
                + " SOJOURN_TOKEN_KEYS_FILE"),
        faults(Map.of("SOJOURN_STORE", "postgres")));
    var config =
        good(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                "postgresql://me:xp%40ss@one:5432,two:5432/db?sslmode=require",
                "SOJOURN_API_KEYS",
                "app=sak_0123456789012345678901:sessions:read+logins:write, ops=sha256-"
                    + "0123456789abcdef".repeat(4)
                    + ":admin",
                "SOJOURN_TOKEN_KEYS",
                "1=" + TOKEN_KEY + ",2=" + TOKEN_KEY));
    assertEquals(
        2,
        LiveKeys.of(config.apiKeys().orElseThrow(), KeyEntries::apiKeys).content().keys().size());
    assertTrue(config.tokenKeys().isPresent());
    assertFalse(config.toString().contains("p%40ss"), config.toString());
  }

  @Test
  void keysCanBeInFilesWhoseFaultsAreToldByLine() throws IOException {
    var apiKeys = Files.writeString(directory.resolve("api"), "\n# the shop\napp=short:admin\n");
    var tokenKeys = Files.writeString(directory.resolve("token"), "# none yet\n");
    assertEquals(
        List.of(
            "SOJOURN_API_KEYS_FILE (environment) names "
                + apiKeys
                + ", which has line 3, which must be name=key:scope+scope, the key being sak_ and"
                + " at least 22 characters of base64url, or sha256- and 64 hexadecimal digits",
            "SOJOURN_TOKEN_KEYS_FILE (environment) names " + tokenKeys + ", which has no key in it",
            "SOJOURN_TOKEN_KEYS_FILE (environment) is set, but so is SOJOURN_TOKEN_KEYS: set one of"
                + " them"),
        faults(
            Map.of(
                "SOJOURN_API_KEYS_FILE", apiKeys.toString(),
                "SOJOURN_TOKEN_KEYS_FILE", tokenKeys.toString(),
                "SOJOURN_TOKEN_KEYS", "1=" + TOKEN_KEY)));
    Files.writeString(apiKeys, "app=sak_0123456789012345678901:admin\n");
    Files.writeString(tokenKeys, "1=" + TOKEN_KEY);
    var config =
        good(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                "postgresql://me:x@one/db",
                "SOJOURN_API_KEYS_FILE",
                apiKeys.toString(),
                "SOJOURN_TOKEN_KEYS_FILE",
                tokenKeys.toString()));
    assertEquals(Optional.of(new KeySource.InFile<>(tokenKeys)), config.tokenKeys());
  }

  @Test
  void aPolicyTakesFromTheDefaultWhatItDoesNotSay() {
    var config =
        good(
            Map.of(
                "SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT", "PT2H",
                "SOJOURN_POLICIES_DEFAULT_ON_LIMIT", "reject",
                "SOJOURN_POLICIES_DEFAULT_AUDIENCE", "shop",
                "SOJOURN_POLICIES_MOBILE_ABSOLUTE_TIMEOUT", "off",
                "SOJOURN_POLICIES_MOBILE_MAX_SESSIONS", "3",
                "SOJOURN_POLICIES_KIOSK2_IDLE_TIMEOUT", "PT5M"));
    var mobile = policy(config, "mobile");
    assertEquals(Optional.of(Duration.ofHours(2)), mobile.idleTimeout());
    assertEquals(Optional.empty(), mobile.absoluteTimeout());
    assertEquals(Optional.of(new SessionLimit(3, OnLimit.REJECT)), mobile.limit());
    assertEquals(Optional.of("shop"), mobile.tokens().audience());
    assertEquals(Optional.of(Duration.ofMinutes(5)), policy(config, "kiosk2").idleTimeout());
    assertEquals(
        List.of("console", "default", "kiosk2", "mobile"),
        config.policies().all().stream().map(policy -> policy.name().value()).toList());
  }

  @Test
  void anAssuranceThatIsBrokenIsToldOfTheTimeoutThatBreaksIt() {
    assertEquals(
        List.of(
            "SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT (environment) must be at most PT1H for aal2"
                + " (NIST SP 800-63B-4)",
            "SOJOURN_POLICIES_BANK_IDLE_TIMEOUT (not set) must be at most PT15M for aal3 (NIST SP"
                + " 800-63B-4)",
            "SOJOURN_POLICIES_BANK_ABSOLUTE_TIMEOUT (environment) must be at most PT12H for aal3"
                + " (NIST SP 800-63B-4)"),
        faults(
            Map.of(
                "SOJOURN_POLICIES_DEFAULT_ASSURANCE", "aal2",
                "SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT", "PT1H0.001S",
                "SOJOURN_POLICIES_BANK_ASSURANCE", "aal3",
                "SOJOURN_POLICIES_BANK_ABSOLUTE_TIMEOUT", "PT13H")));
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Files.writeString(
        directory.resolve("sojourn.properties"),
        "SOJOURN_HTTP_PORT=1\nSOJOURN_HTTP_HOST=0.0.0.0\nSOJOURN_SWEEP_BATCH=0\n");
    assertEquals(
        List.of("SOJOURN_SWEEP_BATCH (sojourn.properties) must be a whole number from 1 to 100000"),
        faults(Map.of()));
    var config = good(Map.of("SOJOURN_HTTP_PORT", "2", "SOJOURN_SWEEP_BATCH", "7"));
    assertEquals(2, config.listening().port());
    assertEquals("0.0.0.0", config.listening().host());
  }

  @Test
  void aFileCanBeNamedAndMustBeThereThen() throws IOException {
    Files.writeString(directory.resolve("other.properties"), "SOJOURN_HTTP_PORT=7\n");
    assertEquals(7, good(Map.of("SOJOURN_CONFIG_FILE", "other.properties")).listening().port());
    assertEquals(
        List.of(
            "SOJOURN_CONFIG_FILE (environment) names "
                + directory.resolve("none.properties")
                + ", which cannot be read"),
        faults(Map.of("SOJOURN_CONFIG_FILE", "none.properties")));
  }

  @Test
  void aFileMayHaveNothingElseInItNorWhatIsReadBeforeIt() throws IOException {
    Files.writeString(
        directory.resolve("sojourn.properties"), "sojourn.http.port=1\nSOJOURN_LOG_LEVEL=debug\n");
    assertEquals(
        List.of(
            "SOJOURN_LOG_LEVEL (sojourn.properties) is read from the environment only",
            "sojourn.http.port (sojourn.properties) is not known; is SOJOURN_HTTP_PORT meant?"),
        faults(Map.of()));
  }

  @Test
  void whatKubernetesAndOtherProgramsSetIsLeftAlone() {
    var environment = new HashMap<String, String>();
    for (var name :
        Arrays.asList(
            "SOJOURN_SERVICE_HOST",
            "SOJOURN_SERVICE_PORT",
            "SOJOURN_SERVICE_PORT_HTTP",
            "SOJOURN_PORT_8080_TCP",
            "SOJOURN_PORT_8080_TCP_ADDR",
            "SOJOURN_JAVA_OPTS",
            "SOJOURN",
            "PATH")) {
      environment.put(name, "anything");
    }
    environment.put("SOJOURN_PORT", "tcp://10.0.0.1:8080");
    environment.put("SOJOURN_API_KEYS", " "); // how container tools pass what is not set
    assertEquals(8080, good(environment).listening().port());
  }

  @ParameterizedTest(name = "a service named {0}")
  @ValueSource(strings = {"SOJOURN_MANAGEMENT", "SOJOURN_HTTP", "SOJOURN_CONSOLE_2", "SOJOURN"})
  void aServiceOfKubernetesWhoseNameBeginsWithSojournDoesNoHarm(String service) {
    var config =
        good(
            Map.of(
                service + "_SERVICE_HOST", "10.0.0.1",
                service + "_SERVICE_PORT", "8080",
                service + "_SERVICE_PORT_API", "8080",
                service + "_PORT", "tcp://10.0.0.1:8080",
                service + "_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                service + "_PORT_8080_TCP_PROTO", "tcp",
                service + "_PORT_8080_TCP_PORT", "8080",
                service + "_PORT_8080_TCP_ADDR", "10.0.0.1"));
    assertEquals(8080, config.listening().port());
    assertEquals(Optional.empty(), config.listening().managementPort());
    var collides = service.equals("SOJOURN_MANAGEMENT") || service.equals("SOJOURN_HTTP");
    assertEquals(
        collides
            ? List.of(service + "_PORT is a link that Kubernetes sets for a service of that name")
            : List.of(),
        config.ignored());
  }

  @Test
  void aServiceLinkDoesNotHideWhatTheFileSets() throws IOException {
    Files.writeString(directory.resolve("sojourn.properties"), "SOJOURN_MANAGEMENT_PORT=9000\n");
    var config = good(Map.of("SOJOURN_MANAGEMENT_PORT", "udp://10.0.0.1:53"));
    assertEquals(Optional.of(9000), config.listening().managementPort());
  }

  @Test
  void whatApplicationsCallTheirOwnSettingsIsIgnoredAndToldAndWhatIsNearASettingIsNot() {
    var config =
        good(
            Map.of(
                "SOJOURN_URL", "http://sojourn:8080",
                "SOJOURN_TOKEN", "x",
                "SOJOURN_API_KEY", "sak_0123456789012345678901"));
    assertEquals(
        List.of(
            "SOJOURN_TOKEN is not a setting of Sojourn", "SOJOURN_URL is not a setting of Sojourn"),
        config.ignored());
    for (var misspelt :
        List.of("SOJOURN_HOST", "SOJOURN_TOKENS", "SOJOURN_ISSUER_URL", "SOJOURN_API_KEYZ")) {
      assertEquals(1, faults(Map.of(misspelt, "x")).size(), misspelt);
    }
  }

  @Test
  void aValueIsTakenAsItIsWritten() {
    var config =
        good(
            Map.of(
                "SOJOURN_AUDIENCE",
                "${HOME}",
                "SOJOURN_DATA_DIR",
                "a/../b",
                "SOJOURN_STORE",
                "embedded"));
    assertEquals(Optional.of("${HOME}"), config.audience());
    assertEquals(new Store.Embedded(directory.toAbsolutePath().resolve("b")), config.store());
  }
}
