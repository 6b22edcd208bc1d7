package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What two readers could frame differently is refused, and nothing behind it is read (RFC 9112,
 * sections 3.2, 5.2, 6.1 and 6.3). In a row, {@code ~} ends a line.
 */
class RequestFramingApiTest {
  /** As a problem, or as OAuth's error where the endpoint is OAuth's and the head was good. */
  private static final Pattern INVALID =
      Pattern.compile("urn:sojourn:problem:invalid-request|\"error\":\"invalid_request\"");

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          both lengths                     | POST /v1/token HTTP/1.1~Host: x~Content-Length: 5~Transfer-Encoding: chunked~~0~~
          both lengths, the other way      | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~Content-Length: 5~~0~~
          two lengths                      | POST /v1/token HTTP/1.1~Host: x~Content-Length: 5~Content-Length: 6~~abcde
          the same length twice            | POST /v1/token HTTP/1.1~Host: x~Content-Length: 5~Content-Length: 5~~abcde
          two lengths in one field         | POST /v1/token HTTP/1.1~Host: x~Content-Length: 5, 6~~abcde
          a length with a sign             | POST /v1/token HTTP/1.1~Host: x~Content-Length: +5~~abcde
          a length below nothing           | POST /v1/token HTTP/1.1~Host: x~Content-Length: -5~~abcde
          a length in hexadecimal          | POST /v1/token HTTP/1.1~Host: x~Content-Length: 0x5~~abcde
          a length beyond numbers          | POST /v1/token HTTP/1.1~Host: x~Content-Length: 99999999999999999999~~abcde
          chunked, and not last            | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked, identity~~0~~
          chunked, and another before      | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: gzip, chunked~~0~~
          chunked twice                    | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~
          not chunked                      | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: identity~~
          nearly chunked                   | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: xchunked~~0~~
          chunked in HTTP/1.0              | POST /v1/token HTTP/1.0~Host: x~Transfer-Encoding: chunked~~0~~
          white space before the colon     | POST /v1/token HTTP/1.1~Host: x~Content-Length : 5~~abcde
          a folded line                    | GET /health/live HTTP/1.1~Host: x~A: b~ c~~
          a folded length                  | POST /v1/token HTTP/1.1~Host: x~Content-Length:~ 5~~abcde
          no host                          | GET /health/live HTTP/1.1~~
          two hosts                        | GET /health/live HTTP/1.1~Host: x~Host: y~~
          the same host twice              | GET /health/live HTTP/1.1~Host: x~Host: x~~
          a host that is none              | GET /health/live HTTP/1.1~Host: x/y~~
          a host with a user               | GET /health/live HTTP/1.1~Host: a@b~~
          a body that no length announces  | GET /health/live HTTP/1.1~Host: x~Sec-WebSocket-Key1: a~Sec-WebSocket-Key2: b~~
          a chunk of no size               | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~~z~a~0~~
          a chunk below nothing            | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~~-1~a~0~~
          a chunk longer than it says      | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~~1~abc~0~~
          a folded trailer                 | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~~0~A: b~ c~~
          """)
  void itIsRefusedAndTheConnectionClosed(String what, String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", sojourn.address().getPort())) {
      socket.setSoTimeout(60_000);
      var smuggled = "GET /health/live HTTP/1.1~Host: x~~";
      socket
          .getOutputStream()
          .write((request + smuggled).replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var statuses = STATUS.matcher(answers).results().map(result -> result.group(1)).toList();
      assertEquals(java.util.List.of("400"), statuses, answers);
      assertTrue(INVALID.matcher(answers).find(), answers);
      assertTrue(answers.toLowerCase(Locale.ROOT).contains("connection: close"), answers);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a length           | POST /v1/token HTTP/1.1~Host: x~Content-Length: 5~~abcde
          chunks             | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: Chunked~~5~abcde~0~~
          a trailer          | POST /v1/token HTTP/1.1~Host: x~Transfer-Encoding: chunked~~5~abcde~0~A: b~~
          an IPv6 host       | GET /health/live HTTP/1.1~Host: [::1]:8080~~
          an empty line      | ~GET /health/live HTTP/1.1~Host: x~~
          """)
  void whatIsFramedWellIsReadAndSoIsTheNext(String what, String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", sojourn.address().getPort())) {
      socket.setSoTimeout(60_000);
      var next = "GET /health/live HTTP/1.1~Host: x~Connection: close~~";
      socket
          .getOutputStream()
          .write((request + next).replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(2, STATUS.matcher(answers).results().count(), answers);
      assertTrue(answers.endsWith("{\"status\":\"up\"}"), answers);
    }
  }

  @ParameterizedTest
  @CsvSource({"99, 200", "100, 431"})
  void aHeadHasAtMostAHundredFields(int beside, int status) throws IOException {
    try (var socket = new Socket("127.0.0.1", sojourn.address().getPort())) {
      socket.setSoTimeout(60_000);
      var request =
          "GET /health/live HTTP/1.1~Connection: close~Host: x~" + "a:b~".repeat(beside - 1) + "~";
      socket
          .getOutputStream()
          .write(request.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertEquals(status == 431, answer.contains("urn:sojourn:problem:headers-too-large"));
    }
  }

  /** RFC 9112, section 9.6. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Connection: close                               | close
          Connection: Close                               | close
          Connection: upgrade, close                      | close
          Connection: keep-alive ,CLOSE                   | close
          Connection: upgrade~Connection: close           | close
          Connection: keep-alive                          |
          Connection: closed                              |
          """)
  void aConnectionIsClosedWhereverTheClientSaysSo(String lines, @Nullable String said)
      throws IOException {
    try (var socket = new Socket("127.0.0.1", sojourn.address().getPort())) {
      socket.setSoTimeout(60_000);
      var request = "GET /health/live HTTP/1.1~Host: x~" + lines + "~~";
      socket
          .getOutputStream()
          .write(request.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var head = new ArrayList<String>();
      for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.add(line.toLowerCase(Locale.ROOT));
      }
      assertEquals(said != null, head.contains("connection: close"), head::toString);
    }
  }
}
