package dev.sojourn.adapters.http.useragent;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** User-Agent headers as browsers, apps, bots and libraries send them, made from patterns. */
final class SampleHeaders {
  private static final String APPLE = "AppleWebKit/{v2} (KHTML, like Gecko)";
  private static final String BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)";

  private static final List<String> DESKTOPS =
      List.of(
          "Windows NT 10.0; Win64; x64",
          "Windows NT 10.0; WOW64",
          "Windows NT 6.1; Win64; x64",
          "Windows NT 6.{d}",
          "Windows; U; Windows NT 5.1; en-US",
          "X11; Linux x86_64",
          "X11; Ubuntu; Linux x86_64",
          "X11; Fedora; Linux x86_64",
          "X11; CrOS x86_64 14541.0.0",
          "X11; FreeBSD amd64",
          "Macintosh; Intel Mac OS X 10_15_7",
          "Macintosh; Intel Mac OS X {u}");

  private static final List<String> PHONES =
      List.of(
          "Linux; Android {v}; K",
          "Linux; Android {v1}; Pixel {d}",
          "Linux; Android {v1}; SM-G99{d}B",
          "Linux; Android {v1}; SM-X700 Build/TP1A.220624.014",
          "Linux; Android {v}; Redmi Note {d} Pro",
          "Linux; Android {v1}; M2101K6G",
          "Linux; Android {v1}; moto g({d}) power",
          "Linux; Android {v1}; CPH2{d}11 Build/RP1A.200720.011",
          "Linux; U; Android {v}; en-us; GT-I{d}100 Build/JDQ39",
          "Linux; Android {v1}; HUAWEI P{d}0",
          "Android {v}; Mobile",
          "Android {v1}; Tablet");

  private static final List<String> WHOLE =
      List.of(
          "Mozilla/5.0 ({desktop}) {blink} Chrome/{v} Safari/537.36",
          "Mozilla/5.0 ({desktop}) {blink} Chrome/{v} Safari/537.36 Edg/{v}",
          "Mozilla/5.0 ({desktop}) {blink} Chrome/{v} Safari/537.36 OPR/{v}",
          "Mozilla/5.0 ({desktop}) {blink} Chrome/{v} Safari/537.36 Vivaldi/{v}",
          "Mozilla/5.0 ({desktop}) {blink} Chrome/{v} YaBrowser/{v} Yowser/2.5 Safari/537.36",
          "Mozilla/5.0 ({desktop}) {blink} HeadlessChrome/{v} Safari/537.36",
          "Mozilla/5.0 ({desktop}) {blink} Slack/{v} Chrome/{v} Electron/{v} Safari/537.36 Sonic"
              + " Slack_SSB/{v}",
          "Mozilla/5.0 ({desktop}; rv:{v2}) Gecko/20100101 Firefox/{v2}",
          "Mozilla/5.0 ({desktop}; rv:{v2}) Gecko/20100101 Thunderbird/{v}",
          "Mozilla/5.0 ({desktop}) {apple} Version/{v} Safari/{v2}",
          "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
          "Mozilla/4.0 (compatible; MSIE {d}.0; Windows NT 6.1; Trident/{d}.0)",
          "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/{v2}",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} Version/{v} Mobile/15E148"
              + " Safari/604.1",
          "Mozilla/5.0 (iPad; CPU OS {u} like Mac OS X) {apple} Version/{v} Mobile/15E148"
              + " Safari/604.1",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} CriOS/{v} Mobile/15E148"
              + " Safari/604.1",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} FxiOS/{v2} Mobile/15E148"
              + " Safari/605.1.15",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} Version/{v} EdgiOS/{v}"
              + " Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} Mobile/15E148"
              + " [FBAN/FBIOS;FBAV/{v};FBBV/{n};FBDV/iPhone1{d},{d};FBMD/iPhone;FBSN/iOS;FBSV/{v};FBSS/3;FBID/phone;FBLC/en_US;FBOP/5]",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} Mobile/15E148 Instagram"
              + " {v} (iPhone14,{d}; iOS {u}; en_US; en; scale=3.00; 1170x2532; {n})",
          "Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) {apple} GSA/{v} Mobile/15E148"
              + " Safari/604.1",
          "Mozilla/5.0 ({phone}) {blink} Chrome/{v} Mobile Safari/537.36",
          "Mozilla/5.0 ({phone}) {blink} Chrome/{v} Safari/537.36",
          "Mozilla/5.0 ({phone}) {blink} SamsungBrowser/{v2} Chrome/{v} Mobile Safari/537.36",
          "Mozilla/5.0 ({phone}) {blink} Chrome/{v} Mobile Safari/537.36 EdgA/{v}",
          "Mozilla/5.0 ({phone}; wv) {blink} Version/4.0 Chrome/{v} Mobile Safari/537.36",
          "Mozilla/5.0 ({phone}; wv) {blink} Version/4.0 Chrome/{v} Mobile Safari/537.36"
              + " [FB_IAB/FB4A;FBAV/{v};]",
          "Mozilla/5.0 ({phone}; wv) {blink} Version/4.0 Chrome/{v} Mobile Safari/537.36 Instagram"
              + " {v} Android (3{d}/12; 420dpi; 1080x2186; samsung; SM-G99{d}B; o1s; exynos2100;"
              + " en_GB; {n})",
          "Mozilla/5.0 ({phone}; rv:{v2}) Gecko/{v2} Firefox/{v2}",
          "Mozilla/5.0 (Linux; Android {v1}; KFTRWI) {blink} Silk/{v} like Chrome/{v}"
              + " Safari/537.36",
          "Mozilla/5.0 (SMART-TV; Linux; Tizen {v2}) {blink} Version/{v2} TV Safari/537.36",
          "Mozilla/5.0 (Web0S; Linux/SmartTV) {blink} Chrome/{v} Safari/537.36 WebAppManager",
          "Mozilla/5.0 (PlayStation {d}; PlayStation {d}/{v2}) {apple} Version/{v} Safari/{v2}",
          "Dalvik/2.1.0 (Linux; U; Android {v}; SM-A5{d}5F Build/UP1A.231005.007)",
          "Mozilla/5.0 (compatible; Googlebot/{v2}; +http://www.google.com/bot.html)",
          "Mozilla/5.0 (compatible; bingbot/{v2}; +http://www.bing.com/bingbot.htm)",
          "Mozilla/5.0 {blink} (KHTML, like Gecko; compatible; GPTBot/{v2};"
              + " +https://openai.com/gptbot)",
          "Mozilla/5.0 (compatible; AhrefsBot/{v2}; +http://ahrefs.com/robot/)",
          "facebookexternalhit/{v2} (+http://www.facebook.com/externalhit_uatext.php)",
          "Twitterbot/{v2}",
          "curl/{v}",
          "Wget/{v}",
          "okhttp/{v}",
          "MyApp/{v} okhttp/{v}",
          "MyApp/{v} (com.example.app; build:{n}; iOS {v}) Alamofire/{v}",
          "MyApp/{n} CFNetwork/{v} Darwin/{v}",
          "python-requests/{v}",
          "python-urllib3/{v}",
          "aiohttp/{v} Python/{v2}",
          "Go-http-client/1.1",
          "axios/{v}",
          "node-fetch/{v}",
          "undici",
          "Java/{v}",
          "Java-http-client/{v}",
          "Apache-HttpClient/{v} (Java/{v})",
          "PostmanRuntime/{v}",
          "insomnia/{v}",
          "Dart/{v2} (dart:io)",
          "Ruby",
          "GuzzleHttp/{d}",
          "aws-sdk-js/{v} os/linux/{v} lang/js md/nodejs/{v} api/s3/{v}",
          "kube-probe/{v2}",
          "Prometheus/{v}",
          "Roku/DVP-{v2} ({v})");

  private SampleHeaders() {}

  /** Headers with versions of one to four numbers from 0 to 200, and long build numbers. */
  static Arbitrary<String> headers() {
    var versions =
        Combinators.combine(
                Arbitraries.of(1, 2, 3, 4),
                Arbitraries.integers().between(1, 200),
                Arbitraries.integers().between(0, 20),
                Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 6_999)),
                Arbitraries.integers().between(0, 250))
            .as(Versions::new);
    return Combinators.combine(
            Arbitraries.of(WHOLE),
            Arbitraries.of(DESKTOPS),
            Arbitraries.of(PHONES),
            versions,
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(1_000_000, 999_999_999))
        .as(
            (whole, desktop, phone, version, digit, number) ->
                whole
                    .replace("{desktop}", desktop)
                    .replace("{phone}", phone)
                    .replace("{blink}", BLINK)
                    .replace("{apple}", APPLE)
                    .replace("{v1}", version.of(1, "."))
                    .replace("{v2}", version.of(2, "."))
                    .replace("{v}", version.of(version.numbers(), "."))
                    .replace("{u}", version.of(Math.max(2, version.numbers() - 1), "_"))
                    .replace("{d}", String.valueOf(digit))
                    .replace("{n}", String.valueOf(number)));
  }

  private record Versions(int numbers, int first, int second, int third, int fourth) {
    String of(int most, String separator) {
      return List.of(first, second, third, fourth).subList(0, most).stream()
          .map(String::valueOf)
          .reduce((left, right) -> left + separator + right)
          .orElseThrow();
    }
  }

  /** Nonsense out of what the expressions look for. */
  static Arbitrary<String> pieces() {
    return Arbitraries.of(
            "Mozilla/5.0 (",
            ")",
            "; ",
            ";",
            " ",
            "/",
            "1.2",
            "008",
            "2345Explorer/",
            "360SE",
            "Android ",
            "iPhone",
            "iPad",
            " OS 1_2",
            "Windows NT 6.1",
            "Windows Phone 8.1",
            "NT 5.1",
            "Build/",
            "Version/",
            "Safari/",
            "Mobile",
            "Chrome/",
            "bot",
            "spider",
            "crawler",
            "CFNetwork/",
            "Darwin/",
            "9.0.0",
            "Opera Mini/",
            "HTC_",
            "SM-",
            "Nokia",
            "LG-",
            "Tablet",
            "Kindle",
            "Silk/",
            "MSIE 7.0;",
            "Trident/",
            "favicon",
            "http://",
            "%20",
            "+",
            "K",
            "x",
            "iPhone14,5",
            "Nexus 5X",
            "A1",
            "X12) AppleWebKit",
            "é",
            "$1",
            "_",
            "-")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }
}
