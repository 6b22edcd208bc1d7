package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.adapters.http.server.RequestTarget.Resource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  private static Resource resource(String target) {
    return assertInstanceOf(Resource.class, RequestTarget.parse("GET", target));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          /a/b                       | -              | /a/b  | -
          /a?b=c?d                   | -              | /a    | b=c?d
          //a                        | -              | //a   | -
          /%63onsole                 | -              | /%63onsole | -
          http://id.example/a?b      | id.example     | /a    | b
          HTTPS://id.example:8443/a  | id.example:8443 | /a   | -
          http://id.example          | id.example     | /     | -
          http://id.example?x/a      | id.example     | /     | x/a
          http://my_app:8080/a       | my_app:8080    | /a    | -
          """)
  void formsOfATarget(String target, String authority, String path, String query) {
    assertEquals(
        new Resource(Optional.ofNullable(authority), path, Optional.ofNullable(query)),
        RequestTarget.parse("GET", target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "id.example:443",
        "ftp://id.example/",
        "http:///a",
        "http://me@id.example/a",
        "http://id.example:99999/",
        "http:/a",
        "javascript://x/a",
        "://x/"
      })
  void whatIsNoTargetOfAnOriginServer(String target) {
    assertInstanceOf(RequestTarget.Invalid.class, RequestTarget.parse("GET", target));
  }

  @Test
  void theServerItselfIsAskedByOptionsAloneAndNobodyConnects() {
    assertEquals(new RequestTarget.Server(), RequestTarget.parse("OPTIONS", "*"));
    assertInstanceOf(RequestTarget.Invalid.class, RequestTarget.parse("CONNECT", "id.example:443"));
    assertInstanceOf(RequestTarget.Invalid.class, RequestTarget.parse("CONNECT", "/a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/verify/.",
        "/v1/verify/..",
        "/v1/verify/../../health/live",
        "/v1/verify/x/../y",
        "/v1/verify/%2e%2e/%2E%2E/metrics",
        "/v1/verify/.%2e/x",
        "/v1/verify/%2e/x",
        "/v1/verify/..;/x",
        "/v1/verify/..;a=b/x",
        "/v1/verify/..%3bx/y",
        "/v1/verify/..\\x",
        "/v1/verify/x\\..",
        "/v1/verify/..%2fx",
        "/v1/verify/..%5Cx",
        "/v1/verify/a/%2e%2e;x=y"
      })
  void dotSegmentsInAnySpelling(String path) {
    assertEquals(true, resource(path).hasDotSegments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/verify/",
        "/v1/verify/a",
        "/v1/verify//",
        "/v1/verify/a//b",
        "/v1/verify/a%2Fb",
        "/v1/verify/caf%E9",
        "/v1/verify/...",
        "/v1/verify/.a",
        "/v1/verify/a.",
        "/v1/verify/..a",
        "/v1/verify/a..b",
        "/v1/verify/%2e%2ea",
        "/v1/verify/%252e%252e/x",
        "/v1/verify/a;../b",
        "/v1/verify/%",
        "/v1/verify/%2",
        "/v1/verify/%zz",
        "/v1/verify/.well-known/x"
      })
  void whatIsNoDotSegment(String path) {
    assertEquals(false, resource(path).hasDotSegments());
  }

  @Test
  void dotsInTheQueryAreTheClients() {
    assertEquals(false, resource("/v1/verify/a?/../b").hasDotSegments());
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/verify/a, true",
    "/v1/verify/, true",
    "/v1/verify, false",
    "/v1/verify?x, false",
    "/v1/verifyx, false",
    "//v1/verify/a, false",
    "/v1/%76erify/a, false",
    "/V1/verify/a, false",
    "http://evil.example/v1/verify/a, true"
  })
  void whatIsAVerification(String target, boolean expected) {
    assertEquals(expected, resource(target).isVerification());
  }
}
