package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose word on the client's address is believed; 127.0.0.1 and 10.0.0.0/8 are trusted proxies
 * here.
 */
class ForwardedApiTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.BEHIND_PROXIES);

  private static RunningSojourn rfc7239;

  @BeforeAll
  static void start() {
    rfc7239 =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE", "memory",
                "SOJOURN_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8",
                "SOJOURN_FORWARDED_HEADER", "forwarded"));
  }

  @AfterAll
  static void stop() {
    rfc7239.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no header: the connection         | -                                   | -                                         | 127.0.0.1
          one proxy                         | 203.0.113.7                         | -                                         | 203.0.113.7
          what the client forged is ignored | 6.6.6.6, 203.0.113.7                | -                                         | 203.0.113.7
          trusted hops are passed over      | 203.0.113.7, 10.1.2.3, 10.0.0.1     | -                                         | 203.0.113.7
          IPv4-mapped is IPv4               | ::ffff:203.0.113.7                  | -                                         | 203.0.113.7
          Forwarded is the client's own     | -                                   | for=6.6.6.6                               | 127.0.0.1
          also beside the proxy's header    | 203.0.113.7                         | for=6.6.6.6                               | 203.0.113.7
          """)
  void theAddressIsTheRightmostThatNoTrustedProxyAdded(
      String rule, String forwardedFor, String forwarded, String expected) {
    assertEquals(expected, address(sojourn, forwardedFor, forwarded));
  }

  /** SOJOURN_FORWARDED_HEADER=forwarded. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Forwarded is understood                 | -           | for=203.0.113.9;proto=https                | 203.0.113.9
          with IPv6 and port                      | -           | For="[2001:DB8::1]:4711"                   | 2001:db8::1
          the last that is not trusted            | -           | for=6.6.6.6, for=203.0.113.9, for=10.0.0.1 | 203.0.113.9
          X-Forwarded-For is the client's own     | 6.6.6.6     | -                                          | 127.0.0.1
          also beside the proxy's header          | 6.6.6.6     | for=203.0.113.9                            | 203.0.113.9
          """)
  void theHeaderThatTheProxiesWriteIsTheOneThatIsNamed(
      String rule, String forwardedFor, String forwarded, String expected) {
    assertEquals(expected, address(rfc7239, forwardedFor, forwarded));
  }

  private static String address(RunningSojourn sojourn, String forwardedFor, String forwarded) {
    var api = sojourn.api();
    var backend = api.bearer(RunningSojourn.ADMIN_KEY);
    var opened = backend.post("/v1/sessions", "{\"user_id\": \"proxied\"}").expect(201).json();
    if (!forwardedFor.equals("-")) {
      api = api.header("X-Forwarded-For", forwardedFor);
    }
    if (!forwarded.equals("-")) {
      api = api.header("Forwarded", forwarded);
    }
    api.form(
            "/v1/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                opened.at("/tokens/refresh_token").asText()))
        .expect(200);
    return backend
        .get("/v1/sessions/" + opened.at("/session/id").asText())
        .json()
        .get("ip_address")
        .asText();
  }
}
