package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.html.Product;
import dev.sojourn.application.token.RotateSigningKeys.Shown;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.LockoutStatus;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How values are told to people. */
public final class DisplayText {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DisplayText() {}

  /** In UTC, to the second; the script of the page shows it in the zone of the viewer. */
  public static String time(Instant at) {
    return UTC.format(at);
  }

  /** Browser and system: {@code Firefox 140 on Linux}. */
  public static String device(Device device) {
    var browser = Product.browser(device);
    var system = Product.system(device);
    return browser
        .map(name -> name + system.map(on -> " on " + on).orElse(""))
        .or(() -> system)
        .or(() -> device.type().filter(type -> type != DeviceType.UNKNOWN).map(DeviceType::word))
        .orElse("Unknown device");
  }

  /**
   * How somebody signed in, as the end of a sentence: {@code by password and one-time code (pwd,
   * otp)}; empty where it is not known.
   */
  public static String signedInBy(Session session) {
    if (session.policy().equals(PolicyName.CONSOLE)) {
      return " with the API key " + session.origin().clientId();
    }
    var amr = session.authentication().amr();
    if (amr.isEmpty()) {
      return "";
    }
    var methods = amr.stream().map(DisplayText::method).distinct().toList();
    var words = String.join(" and ", methods);
    return methods.equals(amr)
        ? " by " + words
        : " by " + words + " (" + String.join(", ", amr) + ")";
  }

  /**
   * An authentication method in words (RFC 8176, section 2); others as the application has them.
   */
  private static String method(String amr) {
    return switch (amr) {
      case "face" -> "face recognition";
      case "fpt" -> "fingerprint";
      case "hwk" -> "hardware key";
      case "iris" -> "iris scan";
      case "kba" -> "security questions";
      case "mca" -> "several channels";
      case "mfa" -> "several factors";
      case "otp" -> "one-time code";
      case "pin" -> "PIN";
      case "pop" -> "proof of a key";
      case "pwd" -> "password";
      case "sc" -> "smart card";
      case "sms" -> "text message";
      case "swk" -> "software key";
      case "tel" -> "phone call";
      case "vbm" -> "voice recognition";
      case "wia" -> "Windows sign-in";
      default -> amr;
    };
  }

  /** Why a session ended. */
  public static String reason(EndReason reason) {
    return switch (reason) {
      case IDLE_TIMEOUT -> "Idle for too long";
      case ABSOLUTE_TIMEOUT -> "Signed in for too long";
      case EXPIRED -> "Not refreshed in time";
      case LOGOUT -> "Signed out";
      case REVOKED -> "Ended by an operator or the person";
      case TOKEN_REUSE -> "A copied token was used";
      case CODE_REUSE -> "A code was exchanged twice";
      case EVICTED -> "Made room for a newer one";
      case USER_DISABLED -> "The user was disabled";
    };
  }

  /** What was done. */
  public static String action(Action action) {
    return switch (action) {
      case SESSION_OPENED -> "Session opened";
      case TOKENS_EXCHANGED -> "Tokens handed out";
      case SESSION_REAUTHENTICATED -> "Authenticated anew";
      case ATTRIBUTES_CHANGED -> "Attributes changed";
      case SESSION_ENDED -> "Session ended";
      case SESSIONS_CUT_OFF -> "Sessions cut off";
      case USER_DISABLED -> "User disabled";
      case USER_ENABLED -> "User enabled";
      case SUBJECT_LOCKED -> "Logins locked";
      case LOCKOUT_LIFTED -> "Lockout lifted";
      case NEW_DEVICE -> "New device";
      case API_KEY_CREATED -> "API key created";
      case SIGNING_KEY_CREATED -> "Signing key created";
      case SIGNING_KEY_DELETED -> "Signing key deleted";
    };
  }

  /** Who did it. */
  public static String actor(Actor actor) {
    return switch (actor) {
      case Actor.Client(var id) -> "API key " + id;
      case Actor.User(var id) -> "User " + id;
      case Actor.Holder _ -> "The holder of the token";
      case Actor.Policy(var name) -> "Policy " + name;
      case Actor.Sweeper _ -> "The sweeper";
    };
  }

  /** A number with its thousands apart. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Whose sessions, in the middle of a sentence. */
  public static String whose(Scope scope) {
    return switch (scope) {
      case Scope.Everybody _ -> "everybody’s sessions";
      case Scope.OfPolicy(var policy) -> "all sessions of the policy " + policy;
      case Scope.OfClient(var client) -> "all sessions that " + client + " opened";
      case Scope.OfUser(var user) -> "all sessions of " + user;
    };
  }

  /** What a cut-off is told from others by, fit for an id. */
  public static String key(CutOff cutOff) {
    return Integer.toHexString(cutOff.scope().hashCode());
  }

  /** What a lockout is told from others by, fit for an id. */
  public static String rowId(LockoutStatus status) {
    return Integer.toHexString(Objects.hash(status.subject(), status.key()));
  }

  /** Scopes by their words, in the order in which they are told. */
  public static String scopes(Set<dev.sojourn.adapters.http.apikey.Scope> scopes) {
    return scopes.stream()
        .sorted()
        .map(dev.sojourn.adapters.http.apikey.Scope::word)
        .collect(Collectors.joining(", "));
  }

  /** What a signing key does at present. */
  public static String state(SigningKey key, Shown shown) {
    var signs = shown.keys().signer(shown.at()).map(SigningKey::id).equals(Optional.of(key.id()));
    return signs
        ? "Signs"
        : shown.at().isBefore(key.signsFrom()) ? "Published, signs later" : "Superseded";
  }

  /** A timeout, which may be off. */
  public static String timeout(Optional<Duration> timeout) {
    return timeout.map(DisplayText::duration).orElse("off");
  }

  /** How many sessions. */
  public static String sessions(long number) {
    return number == 1 ? "1 session" : number(number) + " sessions";
  }

  /** How many sessions a user may have at once, and what happens to one more. */
  public static String limit(SessionPolicy policy) {
    return policy
        .limit()
        .map(
            limit ->
                limit.most()
                    + switch (limit.onLimit()) {
                      case EVICT_OLDEST -> ", the oldest makes room";
                      case REJECT -> ", one more is refused";
                    })
        .orElse("any number");
  }

  /** The two largest units of it: {@code 2 d 3 h}. */
  public static String duration(Duration duration) {
    if (duration.toSeconds() == 0) {
      return "0 s";
    }
    var parts = new ArrayList<String>();
    add(parts, duration.toDaysPart(), "d");
    add(parts, duration.toHoursPart(), "h");
    add(parts, duration.toMinutesPart(), "min");
    add(parts, duration.toSecondsPart(), "s");
    return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
  }

  private static void add(List<String> parts, long amount, String unit) {
    if (amount > 0) {
      parts.add(amount + " " + unit);
    }
  }
}
