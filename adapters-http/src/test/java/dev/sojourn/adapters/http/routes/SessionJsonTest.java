package dev.sojourn.adapters.http.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionJsonTest {
  private static final SessionId ID = id(1);
  private static final Attributes ATTRIBUTES = attributes(Map.of("a", new Json.Whole(1)));
  private static final String ETAG = SessionJson.etag(ID, ATTRIBUTES);

  @Test
  void theEtagIsOneOfAttributesAndSession() {
    assertEquals(ETAG, SessionJson.etag(ID, attributes(Map.of("a", new Json.Whole(1)))));
    assertNotEquals(ETAG, SessionJson.etag(ID, attributes(Map.of("a", new Json.Whole(2)))));
    assertNotEquals(ETAG, SessionJson.etag(ID, Attributes.NONE));
    assertNotEquals(ETAG, SessionJson.etag(id(2), ATTRIBUTES));
  }

  @Test
  void theEtagIsStrongAndQuoted() {
    assertEquals(true, ETAG.matches("\"[A-Za-z0-9_-]{22}\""), ETAG);
  }

  /** RFC 9110, section 13.1.1: any of the list, compared strongly. */
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          its own                | ETAG                 | true
          one of several         | "x", ETAG ,"y"       | true
          whatever there is      | *                    | true
          another                | "x"                  | false
          a weak one             | W/ETAG               | false
          without its quotes     | BARE                 | false
          nothing                | ''                   | false
          a comma within another | "a,b", ETAG          | true
          """)
  void ifMatch(String what, String header, boolean matches) {
    var sent = header.replace("ETAG", ETAG).replace("BARE", ETAG.substring(1, ETAG.length() - 1));
    assertEquals(matches, SessionJson.matches(sent, ID, ATTRIBUTES));
  }

  private static SessionId id(int last) {
    return SessionId.parse(new UUID(0x0189_0000_0000_7000L, Long.MIN_VALUE + last).toString())
        .valid()
        .orElseThrow();
  }

  private static Attributes attributes(Map<String, Json> members) {
    return Attributes.of(new Json.Object(new LinkedHashMap<>(members))).valid().orElseThrow();
  }
}
