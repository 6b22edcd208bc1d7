package dev.sojourn.adapters.http.useragent;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Reads User-Agent headers with uap-java. Names are as the parser says; what it does not know is
 * absent. Any text is read, and a long one only at its beginning.
 */
public final class UserAgents {
  /**
   * No browser says more than this; who does is not worth the time of the regular expressions, some
   * of which take the square of the length (measured: 10 ms for the worst text of this length).
   */
  private static final int LONGEST = 512;

  private static final String UNKNOWN = "Other";
  private static final Set<String> MOBILE = Set.of("iOS", "Android", "Windows Phone", "KaiOS");
  private static final Set<String> DESKTOP =
      Set.of("Windows", "Mac OS X", "Linux", "Ubuntu", "Debian", "Fedora", "Chrome OS", "FreeBSD");

  private UserAgents() {}

  private static final class Regexes {
    static final Parser PARSER = new Parser();
  }

  /** What this header tells of a device. */
  public static Device device(String header) {
    var text = header.length() > LONGEST ? header.substring(0, LONGEST) : header;
    var client = Regexes.PARSER.parse(text);
    var os = client.os;
    var browser = client.userAgent;
    return new Device(
        Optional.of(type(client, text)),
        name(os.family),
        version(os.major, os.minor, os.patch),
        name(browser.family),
        version(browser.major, browser.minor, browser.patch));
  }

  private static DeviceType type(Client client, String text) {
    var system = String.valueOf(client.os.family);
    if ("Spider".equals(client.device.family)) {
      return DeviceType.BOT;
    }
    if (String.valueOf(client.device.family).startsWith("iPad") || text.contains("Tablet")) {
      return DeviceType.TABLET;
    }
    if (system.equals("Android") && !text.contains("Mobile") && text.contains("Mozilla/")) {
      return DeviceType.TABLET; // Android's browsers say Mobile on phones only
    }
    if (MOBILE.contains(system)) {
      return DeviceType.MOBILE;
    }
    return DESKTOP.contains(system) && isBrowser(text) ? DeviceType.DESKTOP : DeviceType.UNKNOWN;
  }

  /** Command-line clients and SDKs name the system that they run on, which may be a server. */
  private static boolean isBrowser(String text) {
    return text.startsWith("Mozilla/") || text.startsWith("Opera/");
  }

  private static Optional<String> name(@Nullable String family) {
    return Optional.ofNullable(family)
        .filter(name -> !name.equals(UNKNOWN))
        .flatMap(UserAgents::fit);
  }

  private static Optional<String> version(@Nullable String... parts) {
    return fit(
        Stream.of(parts)
            .takeWhile(Objects::nonNull)
            .map(String::valueOf)
            .collect(Collectors.joining(".")));
  }

  private static Optional<String> fit(String text) {
    var printable = text.codePoints().filter(c -> !Character.isISOControl(c)).limit(Device.LONGEST);
    var fitting =
        printable.collect(
            StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    return Optional.of(fitting.toString().strip())
        .flatMap(candidate -> Device.parseText(candidate).valid());
  }
}
