package dev.sojourn.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUriTest {
  private static HttpUri uri(String text) {
    return HttpUri.parse(text).orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          scheme and host in any case           | HTTPS://ID.Example/A              | https://id.example/A
          the port of https                     | https://id.example:443/a          | https://id.example/a
          the port of http                      | http://id.example:80/a            | http://id.example/a
          an empty port                         | https://id.example:/a             | https://id.example/a
          zeros before a port                   | http://id.example:0080/a          | http://id.example/a
          an empty path                         | https://id.example                | https://id.example/
          a query and a fragment                | https://id.example/a?b=/c#d       | https://id.example/a
          a query behind an empty path          | https://id.example?b              | https://id.example/
          letters that need no encoding         | https://id.example/%61%7E%2d      | https://id.example/a~-
          hexadecimal digits in any case        | https://id.example/a%2fb          | https://id.example/a%2Fb
          a dot                                 | https://id.example/a/./b          | https://id.example/a/b
          two dots                              | https://id.example/a/../b         | https://id.example/b
          encoded dots                          | https://id.example/a/%2e%2E/b     | https://id.example/b
          dots at the end                       | https://id.example/a/b/..         | https://id.example/a/
          a dot at the end                      | https://id.example/a/.            | https://id.example/a/
          dots beyond the root                  | https://id.example/../../a        | https://id.example/a
          dots behind an empty segment          | https://id.example/a//../b        | https://id.example/a/b
          what browsers do not encode           | `https://id.example/a|b{c}[d]\\e`   | https://id.example/a%7Cb%7Bc%7D%5Bd%5D%5Ce
          an IRI                                | https://id.example/café           | https://id.example/caf%C3%A9
          an IPv6 host                          | http://[2001:DB8::1]:8080/        | http://[2001:db8::1]:8080/
          """)
  void spellingsOfOneUri(String rule, String one, String other) {
    assertEquals(uri(other), uri(one));
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example/a//b, https://id.example/a/b",
    "https://id.example//a, https://id.example/a",
    "https://id.example/a/, https://id.example/a",
    "https://id.example/A, https://id.example/a",
    "https://id.example/a%2Fb, https://id.example/a/b",
    "https://id.example/caf%E9, https://id.example/caf%C3%A9",
    "https://id.example/a, http://id.example/a",
    "https://id.example:8443/a, https://id.example/a",
    "https://id.example./a, https://id.example/a"
  })
  void twoUris(String one, String other) {
    assertNotEquals(uri(one), uri(other));
  }

  @Test
  void aHostMayHaveUnderscores() {
    assertEquals(new HttpUri("http", "my_app", 8080, "/a"), uri("http://my_app:8080/a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "/a",
        "a",
        "//id.example/a",
        "mailto:a@b.example",
        "ftp://id.example/",
        "https:///a",
        "https://",
        "https://:443/",
        "https://me@id.example/",
        "https://a b/",
        "https://id.example:65536/",
        "https://id.example:000080/",
        "https://id.example:x/",
        "https://id.example/%",
        "https://id.example/%zz",
        "https://id.example/a b",
        "https://id.example/\u0000",
        "https://id.example/\ud800",
        "https://[::1/",
        "https://[]/",
        "https://[id.example]/",
        "https://[::1]x/",
        "https://id.example\\@evil.example/"
      })
  void whatIsNone(String text) {
    assertEquals(Optional.empty(), HttpUri.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example:443/x, https://app.example",
    "http://app.example:80, http://app.example",
    "http://app.example:443, http://app.example:443",
    "https://APP.example:8443, https://app.example:8443"
  })
  void theOriginAsBrowsersWriteIt(String uri, String origin) {
    assertEquals(origin, uri(uri).origin());
    assertTrue(uri(uri).hasOriginOf(uri(origin)));
  }
}
