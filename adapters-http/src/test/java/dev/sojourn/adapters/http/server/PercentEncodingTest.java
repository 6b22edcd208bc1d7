package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain text              | abc-._~        | abc-._~
          an escaped space        | a%20b          | a b
          a plus in a path is one | a+b            | a+b
          small and big digits    | %c3%A9         | é
          four bytes              | %F0%9F%98%80   | 😀
          a percent sign          | 100%25         | 100%
          decoded once            | %2525          | %25
          beside what is escaped  | 😀%20é         | 😀 é
          """)
  void decodes(String rule, String encoded, String text) {
    assertEquals(new Parsed.Valid<>(text), PercentEncoding.decode(encoded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "a%",
        "%zz",
        "%4g",
        "%g4",
        "%ff",
        "%c3",
        "%c3%28",
        "%ed%a0%80",
        "%c0%80",
        "%４１", // digits, but not ASCII's
        "a b\ud83d"
      })
  void whatIsNoEncodingIsTold(String encoded) {
    assertEquals(
        new Parsed.Invalid<>("must be percent-encoded UTF-8"), PercentEncoding.decode(encoded));
  }

  @Test
  void nulIsTold() {
    assertEquals(new Parsed.Invalid<>("must not contain NUL"), PercentEncoding.decode("a%00b"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"a=1&b=2", "&a=1&&b=2&"})
  void pairsComeInTheirOrderAndEmptyOnesNotAtAll(String query) {
    assertEquals(List.of(pair("a", "1"), pair("b", "2")), PercentEncoding.pairs(query));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=b+c     | a | b c
          a=b%2Bc   | a | b+c
          a=b=c     | a | b=c
          a         | a | ''
          a=        | a | ''
          =b        | '' | b
          %61=%62   | a | b
          """)
  void aPair(String query, String name, String value) {
    assertEquals(List.of(pair(name, value)), PercentEncoding.pairs(query));
  }

  @Test
  void aHundredPairsAreReadAndOfMoreNone() {
    assertEquals(100, PercentEncoding.pairs("a=1" + "&a=1".repeat(99)).size());
    assertEquals(
        List.of(new Parsed.Invalid<>("must have at most 100 parameters")),
        PercentEncoding.pairs("a=1" + "&a=1".repeat(100)));
  }

  @Property
  void whatIsEncodedIsDecodedToTheSame(@ForAll String text) {
    Assume.that(text.indexOf('\0') < 0 && Text.unpairedSurrogate(text).isEmpty());
    assertEquals(new Parsed.Valid<>(text), PercentEncoding.decode(PercentEncoding.encode(text)));
  }

  @Property
  void whatIsEncodedFitsAHeader(@ForAll String text) {
    assertTrue(PercentEncoding.encode(text).chars().allMatch(c -> c > 0x20 && c < 0x7f));
  }

  @Property
  void noTextMakesItThrow(@ForAll String text) {
    PercentEncoding.decode(text);
    PercentEncoding.pairs(text);
  }

  private static Parsed<Map.Entry<String, String>> pair(String name, String value) {
    return new Parsed.Valid<>(Map.entry(name, value));
  }
}
