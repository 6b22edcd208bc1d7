package dev.sojourn.bootstrap.setting;

import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.domain.HttpUri;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Values as they are written in the configuration. */
public final class ConfigText {
  /** Of what can be switched off. */
  static final String OFF = "off";

  /** As an entry of keys begins, or a key itself. */
  private static final Pattern KEY =
      Pattern.compile("sak_|sha256-|^[0-9]{1,3}=|[A-Za-z0-9+/]{43}=");

  private ConfigText() {}

  public static Function<String, Parsed<Integer>> number(int least, int most) {
    var fault = "must be a whole number from " + least + " to " + most;
    return text -> {
      if (!text.matches("[0-9]{1,9}")) {
        return new Parsed.Invalid<>(fault);
      }
      var number = Integer.parseInt(text);
      return number < least || number > most
          ? new Parsed.Invalid<>(fault)
          : new Parsed.Valid<>(number);
    };
  }

  public static Function<String, Parsed<Duration>> duration(Duration shortest, Duration longest) {
    return text -> duration(text, shortest, longest, "must be a duration");
  }

  private static Parsed<Duration> duration(
      String text, Duration shortest, Duration longest, String must) {
    try {
      var duration = Duration.parse(text);
      if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
        return new Parsed.Valid<>(duration);
      }
    } catch (DateTimeParseException noDuration) {
      // said below, together with the bounds
    }
    return new Parsed.Invalid<>(
        must + " such as PT1H or P7D (ISO-8601), from " + shortest + " to " + days(longest));
  }

  /** P3650D is told better than PT87600H. */
  private static String days(Duration duration) {
    return duration.equals(Duration.ofDays(duration.toDays()))
        ? "P" + duration.toDays() + "D"
        : duration.toString();
  }

  /** For a rule that can be switched off. */
  public static Function<String, Parsed<Optional<Duration>>> durationOrOff(
      Duration shortest, Duration longest) {
    return orOff(text -> duration(text, shortest, longest, "must be off or a duration"));
  }

  public static Function<String, Parsed<Optional<Integer>>> numberOrOff(int least, int most) {
    var fault = "must be off or a whole number from " + least + " to " + most;
    return orOff(
        text ->
            number(least, most)
                .apply(text)
                .valid()
                .<Parsed<Integer>>map(Parsed.Valid::new)
                .orElseGet(() -> new Parsed.Invalid<>(fault)));
  }

  /** For what can be switched off. */
  static <T> Function<String, Parsed<Optional<T>>> orOff(Function<String, Parsed<T>> parse) {
    return text ->
        text.equals(OFF)
            ? new Parsed.Valid<>(Optional.empty())
            : parse.apply(text).then(value -> new Parsed.Valid<>(Optional.of(value)));
  }

  /**
   * Whom tokens are for: any printable text without spaces, often a URL (RFC 7519, section 4.1.3).
   */
  public static Parsed<String> audience(String text) {
    return text.contains(" ") || Text.fault(text, 1, 255).isPresent()
        ? new Parsed.Invalid<>("must have 1 to 255 printable characters and no space")
        : new Parsed.Valid<>(text);
  }

  static Parsed<Path> readable(String text) {
    return path(text)
        .then(
            path ->
                Files.isReadable(path)
                    ? new Parsed.Valid<>(path)
                    : new Parsed.Invalid<>(unreadable(path)));
  }

  /** The path helps to find the mistake, unless the mistake is that it is a key. */
  public static String unreadable(Path path) {
    return "must be a file that can be read"
        + (KEY.matcher(path.toString()).find()
            ? ", and not a key"
            : ", and "
                + path.toAbsolutePath()
                + (Files.exists(path) ? " cannot be read by this user" : " is not there"));
  }

  /**
   * Made to what browsers write in Origin: scheme, host and, if it is not the standard one, port.
   */
  static Parsed<Set<String>> origins(String text) {
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

  static Parsed<String> loginUrl(String text) {
    return uri(text)
        .filter(_ -> HttpUri.parse(text).isPresent())
        .filter(uri -> uri.getRawFragment() == null)
        .<Parsed<String>>map(_ -> new Parsed.Valid<>(text))
        .orElseGet(() -> new Parsed.Invalid<>("must be an https or http URL without fragment"));
  }

  static Function<String, Parsed<String>> word(Set<String> words, String spelled) {
    return text ->
        words.contains(text)
            ? new Parsed.Valid<>(text)
            : new Parsed.Invalid<>("must be " + spelled);
  }

  static Parsed<String> host(String text) {
    return text.matches("[A-Za-z0-9._:-]{1,255}")
        ? new Parsed.Valid<>(text)
        : new Parsed.Invalid<>("must be a host name or an IP address");
  }

  static Parsed<Path> path(String text) {
    try {
      return new Parsed.Valid<>(Path.of(text));
    } catch (InvalidPathException none) {
      return new Parsed.Invalid<>("must be a path");
    }
  }

  /** RFC 8414, section 2: no query, no fragment; http for trying it out. */
  static Parsed<String> issuer(String text) {
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

  static Parsed<TrustedProxies> proxies(String text) {
    return text.equals("none")
        ? new Parsed.Valid<>(TrustedProxies.NONE)
        : TrustedProxies.parse(text);
  }

  /** Off, or on by this word. */
  static Function<String, Parsed<Boolean>> isOn(String on) {
    return text ->
        text.equals(OFF) || text.equals(on)
            ? new Parsed.Valid<>(text.equals(on))
            : new Parsed.Invalid<>("must be off or " + on);
  }

  static Parsed<SigningAlgorithm> signingAlgorithm(String text) {
    return SigningAlgorithm.ofWord(text)
        .<Parsed<SigningAlgorithm>>map(Parsed.Valid::new)
        .orElseGet(() -> new Parsed.Invalid<>("must be EdDSA, ES256 or RS256"));
  }
}
