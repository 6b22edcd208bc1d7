package dev.sojourn.bootstrap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of all variables that there are. */
public final class Variables {
  static final String PREFIX = "SOJOURN_";

  /** Its variables are its own: OpenTelemetry says what they mean. */
  static final String PREFIX_OF_OPEN_TELEMETRY = "OTEL_";

  public static final String HTTP_HOST = "SOJOURN_HTTP_HOST";
  public static final String HTTP_PORT = "SOJOURN_HTTP_PORT";
  static final String HTTP_EVENT_LOOPS = "SOJOURN_HTTP_EVENT_LOOPS";
  static final String HTTP_MAX_CONNECTIONS = "SOJOURN_HTTP_MAX_CONNECTIONS";
  static final String HTTP_MAX_CONNECTIONS_PER_ADDRESS = "SOJOURN_HTTP_MAX_CONNECTIONS_PER_ADDRESS";
  static final String TLS_CERTIFICATE = "SOJOURN_TLS_CERTIFICATE";
  static final String TLS_KEY = "SOJOURN_TLS_KEY";
  public static final String MANAGEMENT_PORT = "SOJOURN_MANAGEMENT_PORT";
  static final String SHUTDOWN_DELAY = "SOJOURN_SHUTDOWN_DELAY";
  static final String RATE_LIMIT_ADDRESS = "SOJOURN_RATE_LIMIT_ADDRESS";
  static final String RATE_LIMIT_KEY = "SOJOURN_RATE_LIMIT_KEY";
  static final String STORE = "SOJOURN_STORE";
  static final String DATA_DIR = "SOJOURN_DATA_DIR";
  static final String POSTGRES_URL = "SOJOURN_POSTGRES_URL";
  static final String POSTGRES_CONNECTIONS = "SOJOURN_POSTGRES_CONNECTIONS";
  static final String API_KEYS = "SOJOURN_API_KEYS";
  static final String API_KEYS_FILE = "SOJOURN_API_KEYS_FILE";
  static final String TOKEN_KEYS = "SOJOURN_TOKEN_KEYS";
  static final String TOKEN_KEYS_FILE = "SOJOURN_TOKEN_KEYS_FILE";
  static final String ISSUER = "SOJOURN_ISSUER";
  static final String AUDIENCE = "SOJOURN_AUDIENCE";
  static final String SIGNING_ALGORITHM = "SOJOURN_SIGNING_ALGORITHM";
  static final String SIGNING_KEY_ROTATION = "SOJOURN_SIGNING_KEY_ROTATION";
  static final String ALLOWED_ORIGINS = "SOJOURN_ALLOWED_ORIGINS";
  static final String LOGIN_URL = "SOJOURN_LOGIN_URL";
  static final String BRAND_NAME = "SOJOURN_BRAND_NAME";
  static final String BRAND_COLOUR = "SOJOURN_BRAND_COLOUR";
  static final String DPOP_NONCE = "SOJOURN_DPOP_NONCE";
  static final String LOCKOUT_STEPS = "SOJOURN_LOCKOUT_STEPS";
  static final String LOCKOUT_MFA_STEPS = "SOJOURN_LOCKOUT_MFA_STEPS";
  static final String LOCKOUT_FORGET_AFTER = "SOJOURN_LOCKOUT_FORGET_AFTER";
  static final String TRUSTED_PROXIES = "SOJOURN_TRUSTED_PROXIES";
  static final String FORWARDED_HEADER = "SOJOURN_FORWARDED_HEADER";
  static final String CACHE_SESSIONS = "SOJOURN_CACHE_SESSIONS";
  static final String SWEEP_INTERVAL = "SOJOURN_SWEEP_INTERVAL";
  static final String SWEEP_BATCH = "SOJOURN_SWEEP_BATCH";
  static final String RETENTION = "SOJOURN_RETENTION";
  static final String AUDIT_RETENTION = "SOJOURN_AUDIT_RETENTION";

  static final String NEW_DEVICE_EVENTS = "SOJOURN_NEW_DEVICE_EVENTS";
  static final String GEOIP_DATABASE = "SOJOURN_GEOIP_DATABASE";

  static final String CONFIG_FILE = "SOJOURN_CONFIG_FILE";
  static final String LOG_LEVEL = "SOJOURN_LOG_LEVEL";
  static final String LOG_LEVELS = "SOJOURN_LOG_LEVELS";
  static final String LOG_FORMAT = "SOJOURN_LOG_FORMAT";

  /** The API key with which the command line asks a running Sojourn. */
  public static final String API_KEY = "SOJOURN_API_KEY";

  private static final List<String> SETTINGS =
      List.of(
          HTTP_HOST,
          HTTP_PORT,
          HTTP_EVENT_LOOPS,
          HTTP_MAX_CONNECTIONS,
          HTTP_MAX_CONNECTIONS_PER_ADDRESS,
          TLS_CERTIFICATE,
          TLS_KEY,
          MANAGEMENT_PORT,
          SHUTDOWN_DELAY,
          RATE_LIMIT_ADDRESS,
          RATE_LIMIT_KEY,
          STORE,
          DATA_DIR,
          POSTGRES_URL,
          POSTGRES_CONNECTIONS,
          API_KEYS,
          API_KEYS_FILE,
          TOKEN_KEYS,
          TOKEN_KEYS_FILE,
          ISSUER,
          AUDIENCE,
          SIGNING_ALGORITHM,
          SIGNING_KEY_ROTATION,
          ALLOWED_ORIGINS,
          LOGIN_URL,
          BRAND_NAME,
          BRAND_COLOUR,
          DPOP_NONCE,
          LOCKOUT_STEPS,
          LOCKOUT_MFA_STEPS,
          LOCKOUT_FORGET_AFTER,
          TRUSTED_PROXIES,
          FORWARDED_HEADER,
          CACHE_SESSIONS,
          SWEEP_INTERVAL,
          SWEEP_BATCH,
          RETENTION,
          AUDIT_RETENTION,
          NEW_DEVICE_EVENTS,
          GEOIP_DATABASE);

  /** Read before there is a configuration, by bin/sojourn, the logs and the command line too. */
  private static final List<String> OF_THE_ENVIRONMENT =
      List.of(
          CONFIG_FILE,
          LOG_LEVEL,
          LOG_LEVELS,
          LOG_FORMAT,
          API_KEY,
          "SOJOURN_JAVA_HOME",
          "SOJOURN_JAVA_OPTS");

  private static final Pattern OF_KUBERNETES =
      Pattern.compile(
          "SOJOURN_(.+_)?(SERVICE_(HOST|PORT)(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern PORT_OF_KUBERNETES = Pattern.compile("SOJOURN_(.+_)?PORT");

  /** What Kubernetes gives as the value of {@code ..._PORT} for a service. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(?:tcp|udp|sctp)://.*");

  /**
   * What applications call their own settings for Sojourn, which may share an environment with it.
   * A list, and none of these is near a setting: a misspelt one is still refused.
   */
  private static final Set<String> OF_APPLICATIONS =
      Set.of(
          "SOJOURN_API_URL",
          "SOJOURN_BASE_URL",
          "SOJOURN_CLIENT_ID",
          "SOJOURN_CLIENT_SECRET",
          "SOJOURN_ENDPOINT",
          "SOJOURN_HOME",
          "SOJOURN_IMAGE",
          "SOJOURN_KEY",
          "SOJOURN_TOKEN",
          "SOJOURN_URL",
          "SOJOURN_VERSION");

  private static final Pattern OF_A_POLICY =
      Pattern.compile("SOJOURN_POLICIES_([A-Z0-9]{1,32})_(.+)");

  private static final Pattern OF_A_SUBSCRIBER =
      Pattern.compile("SOJOURN_SUBSCRIBERS_([A-Z0-9]{1,32})_(.+)");

  private Variables() {}

  /** What is set of a subscriber, as its variables end. */
  enum OfSubscriber {
    FORMAT,
    URL,
    SECRET,
    AUDIENCE,
    AUTHORIZATION,
    ACTIONS,
    POLICY,
    CLIENT_ID,
    RETRIES;

    /** The variable that sets it for a subscriber, named in capitals. */
    String of(String subscriber) {
      return "SOJOURN_SUBSCRIBERS_" + subscriber + "_" + name();
    }
  }

  /** The subscriber, in capitals, that a variable sets something of. */
  static Optional<String> subscriber(String name) {
    return ofOne(name, OF_A_SUBSCRIBER, OfSubscriber.values());
  }

  /** A rule of a policy, as its variables end. */
  enum Rule {
    IDLE_TIMEOUT,
    ABSOLUTE_TIMEOUT,
    LIFETIME,
    ACCESS_TOKEN_LIFETIME,
    ACCESS_TOKEN_FORMAT,
    REFRESH_OVERLAP,
    DPOP,
    OUTAGE_GRACE,
    TOUCH_INTERVAL,
    ASSURANCE,
    MAX_SESSIONS,
    ON_LIMIT,
    AUDIENCE,
    CLIENT_AUTHENTICATION;

    /** The variable that sets it for a policy, named in capitals. */
    String of(String policy) {
      return "SOJOURN_POLICIES_" + policy + "_" + name();
    }
  }

  /** Whether it is read from the configuration. */
  static boolean isSetting(String name) {
    return SETTINGS.contains(name) || policy(name).isPresent() || subscriber(name).isPresent();
  }

  /** Whether it may be in the environment, and means nothing in a file. */
  static boolean isOfTheEnvironment(String name) {
    return OF_THE_ENVIRONMENT.contains(name);
  }

  /** Why a variable of the environment is ignored though it may look like a setting, if it is. */
  static Optional<String> ignored(String name, String value) {
    if (OF_APPLICATIONS.contains(name)) {
      return Optional.of("is not a setting of Sojourn");
    }
    return isSetting(name) && isServiceLink(name, value)
        ? Optional.of("is a link that Kubernetes sets for a service of that name")
        : Optional.empty();
  }

  private static boolean isServiceLink(String name, String value) {
    return PORT_OF_KUBERNETES.matcher(name).matches()
        && SERVICE_LINK.matcher(value.strip()).matches();
  }

  /**
   * Whether Kubernetes put it into the environment, as it does in every container once there is a
   * service with a name that begins with sojourn: it is not meant for us.
   */
  static boolean isOfKubernetes(String name, String value) {
    return OF_KUBERNETES.matcher(name).matches() || isServiceLink(name, value);
  }

  /** The policy, in capitals, that a variable sets a rule of. */
  static Optional<String> policy(String name) {
    return ofOne(name, OF_A_POLICY, Rule.values());
  }

  /** Which one it is of, if its end is one of those that there are. */
  private static Optional<String> ofOne(String name, Pattern pattern, Enum<?>[] ends) {
    var matcher = pattern.matcher(name);
    return matcher.matches()
            && Arrays.stream(ends).anyMatch(end -> end.name().equals(matcher.group(2)))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  /** The name that somebody who wrote this one may have meant. */
  static Optional<String> nearest(String unknown) {
    var written = unknown.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    var candidates = new ArrayList<>(SETTINGS);
    candidates.addAll(OF_THE_ENVIRONMENT);
    var ofPolicy = OF_A_POLICY.matcher(written);
    var policy = ofPolicy.matches() ? ofPolicy.group(1) : "DEFAULT";
    for (var rule : Rule.values()) {
      candidates.add(rule.of(policy));
    }
    var ofSubscriber = OF_A_SUBSCRIBER.matcher(written);
    if (ofSubscriber.matches()) {
      for (var end : OfSubscriber.values()) {
        candidates.add(end.of(ofSubscriber.group(1)));
      }
    }
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(written, candidate)))
        .filter(candidate -> distance(written, candidate) <= written.length() / 2);
  }

  /**
   * What it costs to make the meant name of the written one (Levenshtein). People leave words out
   * more often than they invent some, so a letter to put in costs less than one to take out.
   */
  private static int distance(String written, String meant) {
    var above = new int[meant.length() + 1];
    for (var j = 0; j <= meant.length(); j++) {
      above[j] = j;
    }
    for (var i = 1; i <= written.length(); i++) {
      var row = new int[meant.length() + 1];
      row[0] = 2 * i;
      for (var j = 1; j <= meant.length(); j++) {
        var changed = above[j - 1] + (written.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 3);
        row[j] = Math.min(changed, Math.min(above[j] + 2, row[j - 1] + 1));
      }
      above = row;
    }
    return above[meant.length()];
  }
}
