package dev.sojourn.bootstrap.setting;

import dev.sojourn.domain.policy.PolicyRule;
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

  static final String CONFIG_FILE = "SOJOURN_CONFIG_FILE";
  public static final String LOG_LEVEL = "SOJOURN_LOG_LEVEL";
  public static final String LOG_LEVELS = "SOJOURN_LOG_LEVELS";
  public static final String LOG_FORMAT = "SOJOURN_LOG_FORMAT";

  /** The API key with which the command line asks a running Sojourn. */
  public static final String API_KEY = "SOJOURN_API_KEY";

  private static final List<String> SETTINGS =
      AllSettings.all().stream().map(Setting::name).toList();

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
  public enum OfSubscriber {
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
    public String of(String subscriber) {
      return "SOJOURN_SUBSCRIBERS_" + subscriber + "_" + name();
    }
  }

  /** The subscriber, in capitals, that a variable sets something of. */
  public static Optional<String> subscriber(String name) {
    return ofOne(name, OF_A_SUBSCRIBER, OfSubscriber.values());
  }

  /** The variable that sets a rule of a policy, named in capitals. */
  public static String ofPolicy(String policy, PolicyRule rule) {
    return "SOJOURN_POLICIES_" + policy + "_" + rule.name();
  }

  /** Whether it is read from the configuration. */
  public static boolean isSetting(String name) {
    return SETTINGS.contains(name) || policy(name).isPresent() || subscriber(name).isPresent();
  }

  /** Whether it may be in the environment, and means nothing in a file. */
  public static boolean isOfTheEnvironment(String name) {
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
  public static boolean isOfKubernetes(String name, String value) {
    return OF_KUBERNETES.matcher(name).matches() || isServiceLink(name, value);
  }

  /** The policy, in capitals, that a variable sets a rule of. */
  public static Optional<String> policy(String name) {
    return ofOne(name, OF_A_POLICY, PolicyRule.values());
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
  public static Optional<String> nearest(String unknown) {
    var written = unknown.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    var candidates = new ArrayList<>(SETTINGS);
    candidates.addAll(OF_THE_ENVIRONMENT);
    var ofPolicy = OF_A_POLICY.matcher(written);
    var policy = ofPolicy.matches() ? ofPolicy.group(1) : "DEFAULT";
    for (var rule : PolicyRule.values()) {
      candidates.add(ofPolicy(policy, rule));
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
