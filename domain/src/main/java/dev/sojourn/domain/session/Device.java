package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Optional;

/** What is known of the device that a session runs on; each text 1 to 45 characters. */
public record Device(
    Optional<DeviceType> type,
    Optional<String> operatingSystem,
    Optional<String> operatingSystemVersion,
    Optional<String> browser,
    Optional<String> browserVersion) {

  /** The longest text of a device, in characters. */
  public static final int LONGEST = 45;

  /** Nothing was said about the device. */
  public static final Device UNSAID =
      new Device(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if a text is empty or too long
   */
  public Device {
    Parsed.require(operatingSystem.flatMap(Device::fault));
    Parsed.require(operatingSystemVersion.flatMap(Device::fault));
    Parsed.require(browser.flatMap(Device::fault));
    Parsed.require(browserVersion.flatMap(Device::fault));
  }

  /** Reads one of the four texts. */
  public static Parsed<String> parseText(String text) {
    return Parsed.of(text, Device::fault, valid -> valid);
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 1, LONGEST);
  }
}
