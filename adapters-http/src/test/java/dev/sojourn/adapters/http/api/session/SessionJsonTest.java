package dev.sojourn.adapters.http.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sojourn.adapters.http.request.Body;
import dev.sojourn.adapters.http.request.BodyLimit;
import dev.sojourn.application.sample.CollidingNames;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * Vert.x reads with a table of names that all texts share; a few such sessions were too many for
   * it.
   */
  @Test
  void attributesWhoseNamesCollideAreWritten() {
    for (var part = 0; part < 8; part++) {
      var named = attributes(CollidingNames.members(part, 140));
      assertEquals(140, SessionJson.attributes(named).size());
      assertEquals(named.json().compact(), SessionJson.attributes(named).encode());
    }
  }

  @Test
  void attributesAreWrittenAsTheyAre() {
    var text = "{\"a\":[1,2.5,{\"b\":null}],\"c\":\"é\",\"d\":true,\"e\":{}}";
    var read = new Attributes(Body.read(Buffer.buffer(text), BodyLimit.OF_CLIENTS));
    assertEquals(text, SessionJson.attributes(read).encode());
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
    assertEquals(matches, SessionJson.matches(List.of(sent), ID, ATTRIBUTES));
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
