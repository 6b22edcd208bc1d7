package dev.sojourn.adapters.http.html;

import dev.sojourn.domain.session.Device;
import java.util.Optional;

/**
 * Names of browsers and operating systems for people. Versions are shown by their first number, and
 * not at all where browsers send the same one whatever the system is: macOS 10.15.7, Windows NT
 * 10.0 also for Windows 11, Android 10 (<a
 * href="https://www.chromium.org/updates/ua-reduction/">User-Agent reduction</a>), iOS 18 from
 * Safari 26 on.
 */
public final class Product {
  private static final String WINDOWS = "Windows";
  private static final String MAC = "Mac OS X";

  private Product() {}

  /** The browser: {@code Firefox 140}. */
  public static Optional<String> browser(Device device) {
    return device.browser().map(name -> name + first(device.browserVersion()));
  }

  /** The operating system: {@code macOS}, {@code iOS 18}. */
  public static Optional<String> system(Device device) {
    return device
        .operatingSystem()
        .map(
            name ->
                (name.equals(MAC) ? "macOS" : name)
                    + (hidesSystemVersion(device)
                        ? ""
                        : name.equals(WINDOWS)
                            ? device.operatingSystemVersion().map(v -> " " + v).orElse("")
                            : first(device.operatingSystemVersion())));
  }

  /** Whether the version of the system is one that browsers send whatever the version is. */
  public static boolean hidesSystemVersion(Device device) {
    var version = device.operatingSystemVersion().orElse("");
    return switch (device.operatingSystem().orElse("")) {
      case WINDOWS, "Android" -> version.equals("10");
      case MAC -> version.equals("10.15") || version.startsWith("10.15.");
      case "Chrome OS" -> version.startsWith("14541.");
      case "iOS" -> version.startsWith("18.") && isSafari26(device);
      default -> false;
    };
  }

  private static boolean isSafari26(Device device) {
    return device.browser().filter("Mobile Safari"::equals).isPresent()
        && device.browserVersion().filter(v -> v.matches("(2[6-9]|[3-9]\\d)(\\..*)?")).isPresent();
  }

  private static String first(Optional<String> version) {
    return version.map(v -> " " + v.split("\\.", 2)[0]).orElse("");
  }
}
