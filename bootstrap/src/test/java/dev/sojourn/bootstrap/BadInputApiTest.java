package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told, all of it at once, and never as our fault. */
class BadInputApiTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);
  private final Api backend = sojourn.api().bearer(RunningSojourn.ADMIN_KEY);

  private static Api.Answer assertProblem(Api.Answer answer, int status) {
    answer.expect(status);
    assertEquals("application/problem+json", answer.header("Content-Type"));
    assertTrue(answer.text("/type").startsWith("urn:sojourn:problem:"), answer.body());
    assertEquals(status, answer.json().get("status").asInt());
    assertFalse(answer.header("X-Request-Id").isEmpty());
    assertFalse(answer.body().contains("Exception"), answer.body());
    assertFalse(answer.body().contains("\tat "), answer.body());
    return answer;
  }

  @Test
  void everyFaultOfABodyIsToldAtOnceWithItsPointer() {
    var answer =
        assertProblem(
            backend.post(
                "/v1/sessions",
                """
                {"user_id": "", "policy": "NOPE", "ip_address": "300.1.1.1", "amr": ["ok", 7],
                 "expires_at": "yesterday", "attributes": [], "surname": "x", "device_type": "fridge"}
                """),
            400);
    var pointers = new TreeSet<String>();
    answer.json().get("errors").forEach(error -> pointers.add(error.get("pointer").asText()));
    assertEquals(
        new TreeSet<>(
            List.of(
                "/user_id",
                "/policy",
                "/ip_address",
                "/amr/1",
                "/expires_at",
                "/attributes",
                "/surname",
                "/device_type")),
        pointers);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no JSON                  | {"user_id": "ada"
          a list                   | []
          a number                 | 5
          nothing                  | ''
          a name that comes twice  | {"user_id": "ada", "user_id": "eve"}
          NUL in a text            | {"user_id": "a\\u0000b"}
          NUL in attributes        | {"user_id": "ada", "attributes": {"a": "\\u0000"}}
          NUL in a name            | {"user_id": "ada", "attributes": {"\\u0000": 1}}
          half a character         | {"user_id": "\\ud800"}
          a wrong type             | {"user_id": 5}
          null for what must be    | {"user_id": null}
          more after the end       | {"user_id": "ada"} {"user_id": "eve"}
          a comment                | {"user_id": "ada" /* x */}
          an unknown policy        | {"user_id": "ada", "policy": "unheardof"}
          a control character      | {"user_id": "a\\nb"}
          both device and agent    | {"user_id": "ada", "user_agent": "x", "browser": "y"}
          a format that is none    | {"user_id": "ada", "access_token_format": "saml"}
          a thumbprint that is none | {"user_id": "ada", "dpop_jkt": "AAAA"}
          a key where DPoP is off  | {"user_id": "ada", "dpop_jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}
          an expiry in the past    | {"user_id": "ada", "expires_at": "2020-01-01T00:00:00Z"}
          an authentication to be  | {"user_id": "ada", "authenticated_at": "2120-01-01T00:00:00Z"}
          a number beyond numbers  | {"user_id": "ada", "attributes": {"n": 1e999}}
          one that would be rounded | {"user_id": "ada", "attributes": {"n": 18446744073709551615}}
          NaN                      | {"user_id": "ada", "attributes": {"n": NaN}}
          """)
  void aBodyThatIsWrongIsABadRequest(String what, String body) {
    assertProblem(backend.post("/v1/sessions", body), 400);
  }

  @Test
  void aUserIdTooLongIsRefusedAndTheLongestIsNot() {
    assertProblem(backend.post("/v1/sessions", userId("x".repeat(256))), 400);
    backend.post("/v1/sessions", userId("x".repeat(255))).expect(201);
    backend.post("/v1/sessions", userId("☕".repeat(255))).expect(201);
  }

  private static String userId(String id) {
    return "{\"user_id\": \"" + id + "\"}";
  }

  @Test
  void brokenUtf8IsRefused() {
    var body = "{\"user_id\": \"a?\"}".getBytes(StandardCharsets.US_ASCII);
    for (var bad :
        new byte[][] {
          {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
        }) {
      var at = new String(body, StandardCharsets.US_ASCII).indexOf('?');
      var bytes = new byte[body.length - 1 + bad.length];
      System.arraycopy(body, 0, bytes, 0, at);
      System.arraycopy(bad, 0, bytes, at, bad.length);
      System.arraycopy(body, at + 1, bytes, at + bad.length, body.length - at - 1);
      assertProblem(
          backend.header("Content-Type", "application/json").bytes("POST", "/v1/sessions", bytes),
          400);
    }
  }

  @Test
  void deepNestingIsRefused() {
    var deep = "[".repeat(30_000) + "]".repeat(30_000);
    assertProblem(
        backend.post("/v1/sessions", "{\"user_id\": \"ada\", \"attributes\": " + deep + "}"), 400);
    var sixteen = "{\"a\":".repeat(16) + "1" + "}".repeat(16);
    backend
        .post("/v1/sessions", "{\"user_id\": \"ada\", \"attributes\": " + sixteen + "}")
        .expect(201);
    assertProblem(
        backend.post(
            "/v1/sessions", "{\"user_id\": \"ada\", \"attributes\": {\"b\": " + sixteen + "}}"),
        400);
  }

  @Test
  void aBodyBeyondSixtyFourKibibytesIsTooLarge() {
    assertProblem(backend.post("/v1/sessions", userId("x".repeat(65_536))), 413);
  }

  @Test
  void anotherContentTypeIsRefused() {
    assertProblem(
        backend.header("Content-Type", "text/xml").bytes("POST", "/v1/sessions", "<x/>".getBytes()),
        415);
  }

  @Test
  void anUnknownPathIsNotFoundAndAnotherMethodIsNotAllowed() {
    assertProblem(backend.get("/v1/nothing"), 404);
    assertProblem(backend.get("/"), 404);
    var answer = assertProblem(backend.json("PUT", "/v1/sessions", "{}"), 405);
    assertEquals(
        new TreeSet<>(List.of("GET", "HEAD", "POST")),
        new TreeSet<>(List.of(answer.header("Allow").split(", *"))));
    assertProblem(backend.delete("/v1/policies"), 405);
    assertProblem(backend.json("BREW", "/v1/sessions", "{}"), 405);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an unknown parameter     | /v1/sessions?colour=red                 | colour
          a repeated parameter     | /v1/sessions?limit=1&limit=2            | limit
          no number                | /v1/sessions?limit=many                 | limit
          too few                  | /v1/sessions?limit=0                    | limit
          too many                 | /v1/sessions?limit=201                  | limit
          no state                 | /v1/sessions?state=asleep               | state
          no time                  | /v1/sessions?opened_after=today         | opened_after
          no address               | /v1/sessions?ip_address=localhost       | ip_address
          no cursor                | /v1/sessions?cursor=AAAA                | cursor
          no policy                | /v1/sessions?policy=X-Y                 | policy
          no factor                | /v1/lockouts/ada?factor=luck            | factor
          a wrong address          | /v1/lockouts/ada?ip_address=1.2.3       | ip_address
          not for this path        | /v1/policies?limit=5                    | limit
          """)
  void aQueryThatIsWrongIsRefusedByName(String what, String path, String parameter) {
    var answer = assertProblem(backend.get(path), 400);
    assertTrue(
        StreamSupport.stream(answer.json().get("errors").spliterator(), false)
            .anyMatch(error -> error.path("parameter").asText().equals(parameter)),
        answer.body());
  }

  /** Names that nobody knows, many short ones or a long one, as JSON, as a form and as a query. */
  @ParameterizedTest
  @CsvSource({
    "POST, /v1/token, 16000",
    "POST, /v1/introspect, 16000",
    "POST, /v1/revoke, 16000",
    "POST, /v1/sessions, 60000",
    "POST, /v1/authorizations, 60000",
    "POST, /v1/login-attempts, 60000"
  })
  void anErrorIsNotMuchLargerThanWhatIsWrong(String method, String path, int bytes) {
    var many =
        IntStream.range(0, bytes / 10)
            .mapToObj(n -> "\"n" + n + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    var one = "{\"" + "~".repeat(bytes) + "\":1}";
    for (var body : List.of(many, one)) {
      var answer = backend.json(method, path, body).expect(400);
      assertTrue(answer.body().length() < 20_000, () -> answer.body().length() + " characters");
    }
    var query = IntStream.range(0, 2_000).mapToObj(n -> "n" + n).collect(Collectors.joining("&"));
    var answer = backend.json(method, path + "?" + query, "{}").expect(400);
    assertTrue(answer.body().length() < 20_000, () -> answer.body().length() + " characters");
  }

  @Test
  void unknownFieldsAreRefusedEverywhere() {
    for (var path : List.of("/v1/authorizations", "/v1/login-attempts")) {
      var answer = assertProblem(backend.post(path, "{\"shoe_size\": 43}"), 400);
      assertTrue(answer.body().contains("\"/shoe_size\""), answer.body());
    }
    assertEquals(
        "invalid_request",
        sojourn
            .api()
            .post(
                "/v1/token",
                "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"x\", \"y\": 1}")
            .expect(400)
            .text("/error"));
  }

  @Test
  void whatIsNoHttpIsAnsweredOrderlyToo() throws IOException {
    for (var request :
        List.of(
            "GET /v1/sessions/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/users/%ff%fe/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + RunningSojourn.ADMIN_KEY
                + "\r\n\r\n",
            "GET /v1/sessions?user_id=%c3%28 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + RunningSojourn.ADMIN_KEY
                + "\r\n\r\n",
            "GET /v1/sessions?%zz=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + RunningSojourn.ADMIN_KEY
                + "\r\n\r\n",
            "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/verify HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
            "GET /v1/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %%%\r\n\r\n",
            "POST /v1/introspect HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Authorization: Basic !!!\r\n"
                + "Content-Length: 0\r\n\r\n",
            "POST /v1/token HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 7\r\n\r\n"
                + "%zz=%zz",
            "GET /v1/policies HTTP/1.1\r\n\r\n",
            "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "NONSENSE\r\n\r\n")) {
      var answer = answer(request);
      var what = answer + " for " + request.substring(0, Math.min(80, request.length()));
      assertTrue(answer.matches("(?s)HTTP/1.[01] 4[0-9][0-9] .*"), what);
      assertTrue(
          answer.contains("urn:sojourn:problem:")
              || answer.contains("\"error\":")
              || request.startsWith("GET /v1/verify"),
          what);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("x-request-id: "), what);
      assertFalse(answer.contains("null"), what);
    }
  }

  @Test
  void twoCredentialsAreNone() throws IOException {
    var admin = "Authorization: Bearer " + RunningSojourn.ADMIN_KEY + "\r\n";
    assertTrue(
        answer("GET /v1/policies HTTP/1.1\r\nHost: x\r\n" + admin + "\r\n").contains(" 200 "));
    assertTrue(
        answer("GET /v1/policies HTTP/1.1\r\nHost: x\r\n" + admin + admin + "\r\n")
            .contains(" 401 "));
  }

  private String answer(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", sojourn.address().getPort())) {
      socket.setSoTimeout(30_000);
      var last = request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      socket.getOutputStream().write(last.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aRequestIdIsEchoedIfItIsOne() {
    assertEquals(
        "abc-123",
        backend.header("X-Request-Id", "abc-123").get("/v1/policies").header("X-Request-Id"));
    assertFalse(
        backend
            .header("X-Request-Id", "<script>")
            .get("/v1/policies")
            .header("X-Request-Id")
            .contains("<"));
  }

  @Test
  void aFormFieldThatIsMissingIsNamed() {
    assertTrue(
        sojourn
            .api()
            .form("/v1/token", Map.of("grant_type", "authorization_code", "code", "x"))
            .expect(400)
            .text("/error_description")
            .contains("code_verifier"));
  }
}
