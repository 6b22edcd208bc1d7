package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
  private static final String JWT = "application/token-introspection+jwt";

  private static List<String> fields(String text) {
    return text == null ? List.of() : Arrays.asList(text.split("~"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          named alone                        | application/token-introspection+jwt                                | true
          in other capitals                  | Application/Token-Introspection+JWT                                | true
          not at all                         | application/json                                                   | false
          no header                          |                                                                    | false
          a weight of nothing                | application/token-introspection+jwt;q=0, application/json          | false
          a weight of nothing in other words | application/token-introspection+jwt ; Q=0.000                      | false
          less than the other                | application/token-introspection+jwt;q=0.5, application/json        | false
          as much as the other               | application/json, application/token-introspection+jwt              | true
          more than the other                | application/json;q=0.8, application/token-introspection+jwt        | true
          less than everything else          | application/token-introspection+jwt;q=0.5, */*                     | false
          more than everything else          | application/token-introspection+jwt;q=0.5, */*;q=0.1               | true
          more than others of the kind       | application/token-introspection+jwt;q=0.5, application/*;q=0.4, */* | true
          everything is no wish for it       | */*                                                                | false
          a weight that is none              | application/token-introspection+jwt;q=yes                          | false
          a weight beyond one                | application/token-introspection+jwt;q=1.001                        | false
          other parameters do not count      | application/token-introspection+jwt;v=1;q=0                        | false
          a q within quotes is no weight     | `application/token-introspection+jwt;v=";q=0"`                     | true
          a comma within quotes              | `text/plain;v=",application/token-introspection+jwt"`              | false
          a part of another name             | application/token-introspection+jwt2                               | false
          in the second field                | text/plain~application/token-introspection+jwt                     | true
          """)
  void whetherTheSignedAnswerIsWanted(String rule, String accept, boolean expected) {
    assertEquals(expected, Accepted.prefers(fields(accept), JWT, "application/json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip, deflate, br  | true
          GZIP               | true
          gzip;q=0           | false
          gzip;q=0, identity | false
          x-gzip             | false
          *                  | false
          """)
  void whetherACodingIsAccepted(String acceptEncoding, boolean expected) {
    assertEquals(expected, Accepted.names(List.of(acceptEncoding), "gzip"));
  }
}
