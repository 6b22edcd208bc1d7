package dev.sojourn.adapters.http.useragent;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.UserAgent;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ua_parser.OS;

/**
 * Parses User-Agent headers with uap-java's expressions. Names are as uap-java says; what it does
 * not know is absent.
 */
final class UserAgents {
  private static final Set<String> MOBILE = Set.of("iOS", "Android", "Windows Phone", "KaiOS");
  private static final Set<String> DESKTOP =
      Set.of("Windows", "Mac OS X", "Linux", "Ubuntu", "Debian", "Fedora", "Chrome OS", "FreeBSD");

  private final UapPatterns patterns;

  private UserAgents(UapPatterns patterns) {
    this.patterns = patterns;
  }

  /** Reads the expressions; blocks for some 100 ms. */
  static UserAgents load() {
    return new UserAgents(UapPatterns.load());
  }

  /** What this header tells of a device. */
  Device device(UserAgent agent) {
    var text = agent.value();
    var contained = patterns.literals(text);
    return device(
        text,
        patterns.browser(text, contained),
        patterns.system(text, contained),
        patterns.device(text, contained));
  }

  /** What uap-java found, in our words. */
  static Device device(String text, ua_parser.UserAgent browser, OS os, String family) {
    return new Device(
        Optional.of(type(family, String.valueOf(os.family), text)),
        name(os.family),
        version(os.major, os.minor, os.patch),
        name(browser.family),
        version(browser.major, browser.minor, browser.patch));
  }

  /** Whether headers of this shape could tell of devices that differ in more than these digits. */
  boolean tellApart(UserAgent agent, Shape shape) {
    return patterns.tellApart(agent.value(), shape);
  }

  private static DeviceType type(String device, String system, String text) {
    if ("Spider".equals(device)) {
      return DeviceType.BOT;
    }
    if (device.startsWith("iPad") || text.contains("Tablet")) {
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
        .filter(name -> !name.equals(UapPatterns.OTHER))
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
