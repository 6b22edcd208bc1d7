package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCookiesTest {
  private static final String NAME = "__Host-sojourn";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          alone                                  | `__Host-sojourn=a`                          | a
          among others                           | `theme=dark; __Host-sojourn=a; x=y`         | a
          without a space, as scripts write it   | `theme=dark;__Host-sojourn=a`               | a
          twice                                  | `__Host-sojourn=a; __Host-sojourn=b`        | a b
          twice the same                         | `__Host-sojourn=a; __Host-sojourn=a`        | a
          a comma before the name                | `,__Host-sojourn=evil`                      |
          a comma before a later name            | `x=y; ,__Host-sojourn=evil`                 |
          a planted one beside the person's own  | `,__Host-sojourn=evil; __Host-sojourn=a`    | a
          a tab before the name                  | `x=y; \t__Host-sojourn=evil`                |
          a tab instead of the space             | `x=y;\t__Host-sojourn=evil`                 |
          a second space                         | `x=y;  __Host-sojourn=evil`                 |
          a vertical tab                         | `x=y; \u000b__Host-sojourn=evil`            |
          a space behind the name                | `__Host-sojourn =evil`                      |
          other capitals                         | `__host-sojourn=evil; __HOST-SOJOURN=evil`  |
          a longer name                          | `__Host-sojourn-refresh=evil`               |
          a shorter name                         | `__Host-sojour=evil`                        |
          the name as a value                    | `x=__Host-sojourn=evil`                     |
          no name, and ours in the value         | `=__Host-sojourn=evil`                      |
          no equals sign                         | `__Host-sojourn`                            |
          quotes belong to the value             | `__Host-sojourn="a"`                        | "a"
          so does an equals sign                 | `__Host-sojourn=a=`                         | a=
          an empty value is none                 | `__Host-sojourn=; x=y`                      |
          nothing between semicolons             | `;;; ; __Host-sojourn=a;`                   | a
          """)
  void whatIsACookieOfTheName(String rule, String header, String expected) {
    assertEquals(
        expected == null ? List.of() : Arrays.asList(expected.split(" ")),
        RequestCookies.named(List.of(header), NAME));
  }

  @Test
  void fieldsOfHttp2AreJoined() {
    assertEquals(
        List.of("a", "b"),
        RequestCookies.named(List.of("x=y", "__Host-sojourn=a", "__Host-sojourn=b; z=z"), NAME));
  }

  @Test
  void atMostFiveCandidatesAreRead() {
    var twenty =
        IntStream.range(0, 20).mapToObj(i -> NAME + "=" + i).reduce((a, b) -> a + "; " + b);
    assertEquals(
        List.of("0", "1", "2", "3", "4"), RequestCookies.named(List.of(twenty.get()), NAME));
  }

  @Test
  void moreCookiesThanABrowserHasAreNotRead() {
    var others = Collections.nCopies(RequestCookies.MOST_COOKIES - 1, "x=y");
    var last = String.join("; ", others) + "; __Host-sojourn=a";
    assertEquals(List.of("a"), RequestCookies.named(List.of(last), NAME));
    assertEquals(List.of(), RequestCookies.named(List.of("x=y; " + last), NAME));
    assertEquals(List.of(), RequestCookies.named(List.of("x=y", last), NAME));
  }
}
