package dev.sojourn.adapters.http.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.session.Device;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          macOS, whose version every browser freezes | Mac OS X  | 10.15.7   | Safari        | 18.5  | macOS       | Safari 18
          the same as Firefox has it                 | Mac OS X  | 10.15     | Firefox       | 140.0 | macOS       | Firefox 140
          a version that an application told         | Mac OS X  | 15.1      |               |       | macOS 15    |
          Windows 10 and 11 alike                    | Windows   | 10        | Chrome        | 138.0 | Windows     | Chrome 138
          an older Windows                           | Windows   | 8.1       | Firefox       | 115.0 | Windows 8.1 | Firefox 115
          a reduced Android                          | Android   | 10        | Chrome Mobile | 138.0 | Android     | Chrome Mobile 138
          an Android that says which                 | Android   | 15        | Chrome Mobile | 138.0 | Android 15  | Chrome Mobile 138
          Chrome OS                                  | Chrome OS | 14541.0.0 | Chrome        | 138.0 | Chrome OS   | Chrome 138
          iOS before Safari 26                       | iOS       | 18.5      | Mobile Safari | 18.5  | iOS 18      | Mobile Safari 18
          iOS since Safari 26                        | iOS       | 18.7      | Mobile Safari | 26.1  | iOS         | Mobile Safari 26
          Linux                                      | Linux     |           | curl          | 8.5.0 | Linux       | curl 8
          """)
  void aVersionThatBrowsersDoNotTellIsNotShown(
      String what,
      String system,
      String systemVersion,
      String browser,
      String browserVersion,
      String shownSystem,
      String shownBrowser) {
    var device =
        new Device(
            Optional.empty(),
            Optional.of(system),
            Optional.ofNullable(systemVersion),
            Optional.ofNullable(browser),
            Optional.ofNullable(browserVersion));
    assertEquals(Optional.of(shownSystem), Product.system(device));
    assertEquals(Optional.ofNullable(shownBrowser), Product.browser(device));
  }
}
