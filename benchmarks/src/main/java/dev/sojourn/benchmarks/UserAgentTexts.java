package dev.sojourn.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * 5,000 different User-Agent texts, the most frequent first. They are composed from the patterns
 * that browsers, webviews, apps and SDKs document, with their versions and device models; none is
 * copied from a list.
 */
final class UserAgentTexts {
  static final int COUNT = 5_000;

  private static final List<String> ALL = compose();

  private UserAgentTexts() {}

  /** The text of this rank; 0 is the most frequent. */
  static String of(int rank) {
    return ALL.get(rank);
  }

  private static List<String> compose() {
    var texts = new LinkedHashSet<String>();
    // Evergreen browsers reduce their text, so a few texts make up most of the traffic.
    for (var age = 0; age < 40; age++) {
      var chrome = 146 - age;
      reducedChromium(texts, chrome);
      firefox(texts, 148 - age);
      safari(texts, 26 - age / 4, age % 4 * 2);
    }
    var random = new Random(1);
    while (texts.size() < COUNT) {
      switch (random.nextInt(8)) {
        case 0, 1 -> texts.add(androidWebview(random));
        case 2 -> texts.add(samsungInternet(random));
        case 3 -> texts.add(chromeOnIos(random));
        case 4 -> texts.add(appOnIos(random));
        case 5 -> texts.add(appOnAndroid(random));
        case 6 -> texts.add(firefoxOnAndroid(random));
        default -> texts.add(sdk(random));
      }
    }
    return new ArrayList<>(texts).subList(0, COUNT);
  }

  private static void reducedChromium(Set<String> texts, int version) {
    var engine = " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + version + ".0.0.0";
    var windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" + engine;
    texts.add(windows + " Safari/537.36");
    texts.add("Mozilla/5.0 (Linux; Android 10; K)" + engine + " Mobile Safari/537.36");
    texts.add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)" + engine + " Safari/537.36");
    texts.add(windows + " Safari/537.36 Edg/" + version + ".0.0.0");
    texts.add("Mozilla/5.0 (X11; Linux x86_64)" + engine + " Safari/537.36");
    texts.add(windows + " Safari/537.36 OPR/" + (version - 16) + ".0.0.0");
    texts.add("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)" + engine + " Safari/537.36");
  }

  private static void firefox(Set<String> texts, int version) {
    var end = "; rv:" + version + ".0) Gecko/20100101 Firefox/" + version + ".0";
    texts.add("Mozilla/5.0 (Windows NT 10.0; Win64; x64" + end);
    texts.add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15" + end);
    texts.add("Mozilla/5.0 (X11; Ubuntu; Linux x86_64" + end);
  }

  private static void safari(Set<String> texts, int version, int minor) {
    var webkit = " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/" + version + "." + minor;
    texts.add(
        "Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X)".formatted(version, minor)
            + webkit
            + " Mobile/15E148 Safari/604.1");
    texts.add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)" + webkit + " Safari/605.1.15");
    texts.add(
        "Mozilla/5.0 (iPad; CPU OS %d_%d like Mac OS X)".formatted(version, minor)
            + webkit
            + " Mobile/15E148 Safari/604.1");
  }

  private static String androidWebview(Random random) {
    var chrome = 110 + random.nextInt(37);
    return String.format(
        Locale.ROOT,
        "Mozilla/5.0 (Linux; Android %d; %s Build/%s; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Version/4.0 Chrome/%d.0.%d.%d Mobile Safari/537.36",
        9 + random.nextInt(8),
        model(random),
        build(random),
        chrome,
        5_400 + chrome * 7,
        random.nextInt(200));
  }

  private static String samsungInternet(Random random) {
    return String.format(
        Locale.ROOT,
        "Mozilla/5.0 (Linux; Android %d; %s) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " SamsungBrowser/%d.%d Chrome/%d.0.0.0 Mobile Safari/537.36",
        10 + random.nextInt(7),
        model(random),
        18 + random.nextInt(11),
        random.nextInt(2),
        99 + random.nextInt(40));
  }

  private static String chromeOnIos(Random random) {
    var chrome = 120 + random.nextInt(27);
    return String.format(
        Locale.ROOT,
        "Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) CriOS/%d.0.%d.%d Mobile/15E148 Safari/604.1",
        15 + random.nextInt(12),
        random.nextInt(7),
        chrome,
        5_400 + chrome * 7,
        random.nextInt(120));
  }

  private static String appOnIos(Random random) {
    return String.format(
        Locale.ROOT,
        "ShopApp/%d.%d.%d (iPhone; iOS %d.%d.%d; Scale/%d.00)",
        4 + random.nextInt(4),
        random.nextInt(30),
        random.nextInt(5),
        15 + random.nextInt(12),
        random.nextInt(7),
        random.nextInt(3),
        2 + random.nextInt(2));
  }

  private static String appOnAndroid(Random random) {
    return String.format(
        Locale.ROOT,
        "Dalvik/2.1.0 (Linux; U; Android %d; %s Build/%s)",
        9 + random.nextInt(8),
        model(random),
        build(random));
  }

  private static String firefoxOnAndroid(Random random) {
    var version = 115 + random.nextInt(34);
    return "Mozilla/5.0 (Android %d; Mobile; rv:%d.0) Gecko/%d.0 Firefox/%d.0"
        .formatted(9 + random.nextInt(8), version, version, version);
  }

  private static String sdk(Random random) {
    var version = random.nextInt(9) + "." + random.nextInt(30) + "." + random.nextInt(10);
    return switch (random.nextInt(5)) {
      case 0 -> "okhttp/4." + version;
      case 1 -> "python-requests/2." + version;
      case 2 -> "axios/1." + version;
      case 3 -> "Java-http-client/2" + random.nextInt(10) + "." + version;
      default -> "curl/8." + version;
    };
  }

  private static String model(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> "SM-S9" + (10 + random.nextInt(30)) + "B";
      case 1 -> "SM-A" + (125 + random.nextInt(430)) + "F";
      case 2 -> "Pixel " + (4 + random.nextInt(7)) + (random.nextBoolean() ? " Pro" : "");
      case 3 -> "M2" + (100 + random.nextInt(200)) + "J" + random.nextInt(30) + "SG";
      default -> "CPH2" + (100 + random.nextInt(600));
    };
  }

  private static String build(Random random) {
    return String.format(
        Locale.ROOT,
        "%cP1A.2%d%02d%02d.%03d",
        "RSTUA".charAt(random.nextInt(5)),
        1 + random.nextInt(5),
        1 + random.nextInt(12),
        1 + random.nextInt(28),
        random.nextInt(30));
  }
}
