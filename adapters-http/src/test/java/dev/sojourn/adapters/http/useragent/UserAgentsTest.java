package dev.sojourn.adapters.http.useragent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.UserAgent;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentsTest {
  private static final UserAgents PARSER = UserAgents.load();

  private static Device device(String header) {
    return PARSER.device(UserAgent.of(header));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Chrome on Windows       | desktop | Windows   | 10      | Chrome           | 126.0.0 | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
          Safari on a Mac         | desktop | Mac OS X  | 10.15.7 | Safari           | 17.4.1  | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15
          Firefox on Linux        | desktop | Linux     |         | Firefox          | 128.0   | Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
          Firefox on Ubuntu       | desktop | Ubuntu    |         | Firefox          | 128.0   | Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
          Chrome OS               | desktop | Chrome OS | 14541.0.0 | Chrome         | 126.0.0 | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
          Safari on an iPhone     | mobile  | iOS       | 17.5.1  | Mobile Safari    | 17.5    | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1
          Safari on an iPad       | tablet  | iOS       | 16.6    | Mobile Safari    | 16.6    | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1
          Chrome on a phone       | mobile  | Android   | 10      | Chrome Mobile    | 126.0.0 | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36
          Chrome on a tablet      | tablet  | Android   | 13      | Chrome           | 126.0.0 | Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
          an Android library      | mobile  | Android   | 13      | okhttp           | 4.12.0  | okhttp/4.12.0 (Android 13)
          a crawler               | bot     |           |         | Googlebot        | 2.1     | Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
          curl                    | unknown |           |         | curl             | 8.5.0   | curl/8.5.0
          curl that says where    | unknown | Linux     |         | curl             | 7.68.0  | curl/7.68.0 (x86_64-pc-linux-gnu) libcurl/7.68.0 OpenSSL/1.1.1f zlib/1.2.11
          an SDK on a server      | unknown | Linux     | 5.15.0  | Python Requests  | 2.31    | python-requests/2.31.0 CPython/3.11.4 Linux/5.15.0
          nothing that is known   | unknown |           |         |                  |         | something of my own
          """)
  void whatAHeaderTells(
      String who,
      String type,
      String system,
      String systemVersion,
      String browser,
      String browserVersion,
      String header) {
    assertEquals(
        new Device(
            DeviceType.ofWord(type),
            Optional.ofNullable(system),
            Optional.ofNullable(systemVersion),
            Optional.ofNullable(browser),
            Optional.ofNullable(browserVersion)),
        device(header));
  }

  @Property(tries = 200)
  void anyTextIsRead(@ForAll String header) {
    assertTrue(device(header).type().isPresent());
    assertTrue(device("Mozilla/5.0 (" + header + ") Firefox/" + header).type().isPresent());
  }

  @ParameterizedTest
  @CsvSource({"'a'", "'('", "' '", "'Mozilla/5.0 ('", "'1.'", "'iPhone OS '", "'Android '"})
  void aLongHeaderIsReadAtItsBeginningOnly(String repeated) {
    var known = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 ";
    assertEquals(
        device((known + repeated.repeat(1024)).substring(0, 1024)),
        device(known + repeated.repeat(60_000)));
  }

  @Property(tries = 1_000)
  void whatItSkipsWouldNotHaveMatched(@ForAll("headers") String header) {
    assertEquals(PlainParser.device(header), device(header));
  }

  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, SampleHeaders.headers()),
        Tuple.of(1, SampleHeaders.headers().map(header -> header.toUpperCase(Locale.ROOT))),
        Tuple.of(1, SampleHeaders.pieces()));
  }
}
