package dev.sojourn.adapters.http.useragent;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.UserAgent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the device out of any User-Agent of one {@linkplain Shape#shape shape}, without a parser:
 * the same texts, with digits copied from where they stand in the header.
 *
 * <p>It is learnt from headers of that shape whose digits tell their own place. It gives exactly
 * what the parser gives, because it is only learnt where no expression could tell these digits
 * apart ({@link DigitSensitivity}).
 */
final class Recipe {
  /**
   * Digits that tell a place, in a number system without 0; the last one tells them from constants.
   */
  private static final int DIGITS_OF_A_PLACE = 3;

  private final Optional<DeviceType> type;
  private final Optional<Template> operatingSystem;
  private final Optional<Template> operatingSystemVersion;
  private final Optional<Template> browser;
  private final Optional<Template> browserVersion;

  /**
   * @param told of each header that was read
   */
  private Recipe(List<Device> told) {
    type = told.getFirst().type();
    operatingSystem = template(told, Device::operatingSystem);
    operatingSystemVersion = template(told, Device::operatingSystemVersion);
    browser = template(told, Device::browser);
    browserVersion = template(told, Device::browserVersion);
  }

  /** A text, with digits of the header in some places. */
  private record Template(String text, int[] places, int[] sources) {
    String fill(String header) {
      if (places.length == 0) {
        return text;
      }
      var filled = text.toCharArray();
      for (var i = 0; i < places.length; i++) {
        filled[places[i]] = header.charAt(sources[i]);
      }
      return new String(filled);
    }
  }

  /** Empty if other digits could make something else of a header of this shape. */
  static Optional<Recipe> learn(UserAgents parser, UserAgent agent, Shape shape) {
    if (parser.tellApart(agent, shape)) {
      return Optional.empty();
    }
    var told = new ArrayList<Device>();
    for (var digit = 0; digit <= DIGITS_OF_A_PLACE; digit++) {
      told.add(parser.device(telling(agent, shape, digit)));
    }
    return areAlike(told)
        ? Optional.of(new Recipe(told))
            .filter(learnt -> learnt.device(agent).equals(parser.device(agent)))
        : Optional.empty();
  }

  /** Whether they differ in characters only. */
  private static boolean areAlike(List<Device> told) {
    return Stream.<Function<Device, Optional<String>>>of(
            Device::operatingSystem,
            Device::operatingSystemVersion,
            Device::browser,
            Device::browserVersion)
        .allMatch(
            field ->
                told.stream().map(field).map(text -> text.map(String::length)).distinct().count()
                    == 1);
  }

  /** The header with other digits: each is a digit of its own place. */
  private static UserAgent telling(UserAgent agent, Shape shape, int which) {
    var text = agent.value().toCharArray();
    shape.digits().forEach(place -> text[place] = digit(place, which));
    return new UserAgent(new String(text));
  }

  private static char digit(int place, int which) {
    return switch (which) {
      case 0 -> (char) ('1' + place % 9);
      case 1 -> (char) ('1' + place / 9 % 9);
      case 2 -> (char) ('1' + place / 81);
      default -> (char) ('1' + (place + 1) % 9); // never the first one again
    };
  }

  private static Optional<Template> template(
      List<Device> told, Function<Device, Optional<String>> field) {
    var texts = told.stream().map(field).flatMap(Optional::stream).toList();
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    var text = texts.getFirst();
    var places =
        IntStream.range(0, text.length())
            .filter(at -> text.charAt(at) != texts.getLast().charAt(at))
            .toArray();
    var sources =
        Arrays.stream(places)
            .map(
                at ->
                    texts.get(0).charAt(at)
                        - '1'
                        + 9 * (texts.get(1).charAt(at) - '1')
                        + 81 * (texts.get(2).charAt(at) - '1'))
            .toArray();
    return Optional.of(new Template(text, places, sources));
  }

  /** What a header of the shape tells of a device. */
  Device device(UserAgent agent) {
    var header = agent.value();
    return new Device(
        type,
        operatingSystem.map(template -> template.fill(header)),
        operatingSystemVersion.map(template -> template.fill(header)),
        browser.map(template -> template.fill(header)),
        browserVersion.map(template -> template.fill(header)));
  }

  /** About how many bytes it takes. */
  int bytes() {
    return Stream.of(operatingSystem, operatingSystemVersion, browser, browserVersion)
        .flatMap(Optional::stream)
        .mapToInt(each -> 120 + each.text().length() + 8 * each.places().length)
        .sum();
  }
}
