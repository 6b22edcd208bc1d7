package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** /v1/verify as proxies ask it, and step-up (RFC 9470). */
class ForwardAuthApiTest extends ApiTest {
  private static final String LOGIN =
      "https://login.example/start?from=sojourn&return_to=https%3A%2F%2Fshop.example%2Forders%3Fpage%3D2";

  private Api traefik() {
    return anyone()
        .header("X-Forwarded-Method", "GET")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "shop.example")
        .header("X-Forwarded-Uri", "/orders?page=2");
  }

  @Test
  void aBrowserThatMayNotPassIsSentToTheLogin() {
    var answer = traefik().header("Accept", "text/html,*/*;q=0.8").get("/v1/verify").expect(302);
    assertEquals(LOGIN, answer.header("Location"));
    var modern =
        traefik()
            .header("Accept", "text/html")
            .header("Sec-Fetch-Mode", "navigate")
            .bearer("sat_nonsense")
            .get("/v1/verify")
            .expect(302);
    assertEquals(LOGIN, modern.header("Location"));
  }

  @Test
  void whatIsNoPageIsAnswered401() {
    traefik().get("/v1/verify").expect(401);
    traefik().header("Accept", "application/json").get("/v1/verify").expect(401);
    traefik()
        .header("Accept", "text/html")
        .header("Sec-Fetch-Mode", "cors")
        .get("/v1/verify")
        .expect(401);
    traefik()
        .header("X-Forwarded-Method", "POST")
        .header("Accept", "text/html")
        .get("/v1/verify")
        .expect(401);
  }

  @Test
  void nginxIsToldWhereToAsItTakesNoRedirect() {
    var answer =
        anyone()
            .header("X-Original-URL", "https://shop.example/orders?page=2")
            .header("X-Original-Method", "GET")
            .header("Accept", "text/html")
            .get("/v1/verify")
            .expect(401);
    assertEquals(LOGIN, answer.header("Location"));
  }

  @Test
  void whoMayPassIsNotSentAnywhere() {
    var answer =
        traefik().header("Accept", "text/html").bearer(accessToken(open())).get("/v1/verify");
    assertEquals(200, answer.expect(200).status());
    assertEquals("", answer.header("Location"));
    assertEquals(user, answer.header("X-User-Id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void envoyAsksWithMethodAndPathOfTheRequest(String method) {
    var token = accessToken(open());
    var request = anyone().header("X-Forwarded-Proto", "https");
    assertEquals(
        200,
        request
            .bearer(token)
            .send(method, "/v1/verify/orders/7?x=1&max_age=0", BodyPublishers.noBody())
            .status());
    assertEquals(
        401, request.send(method, "/v1/verify/orders/7", BodyPublishers.noBody()).status());
  }

  /** RFC 9449, section 4.3; RFC 3986, section 6.2.2. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a host with an underscore       | my_app:8080  | /a       | http://my_app:8080/a      | 200
          the port of the scheme          | shop.example | /a       | HTTP://Shop.Example:80/a  | 200
          a query does not count          | shop.example | /a?b     | http://shop.example/a     | 200
          escapes that need not be        | shop.example | /%7Ea    | http://shop.example/~a    | 200
          bytes that are not UTF-8        | shop.example | /caf%E9  | http://shop.example/caf%e9 | 200
          two slashes are not one         | shop.example | /a/b     | http://shop.example/a//b  | 401
          nor one two                     | shop.example | /a//b    | http://shop.example/a/b   | 401
          two slashes are two             | shop.example | /a//b    | http://shop.example/a//b  | 200
          """)
  void aProofIsForTheUriHoweverItIsSpelled(
      String rule, String host, String path, String proven, int status) {
    var client = new DpopClient();
    var now = sojourn().clock().instant();
    var token =
        anyone()
            .header("DPoP", client.proof("POST", "https://id.example/v1/token", now))
            .form(
                "/v1/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(open("bound"))))
            .expect(200)
            .text("/access_token");
    anyone()
        .header("X-Forwarded-Method", "GET")
        .header("X-Forwarded-Proto", "http")
        .header("X-Forwarded-Host", host)
        .header("X-Forwarded-Uri", path)
        .header("Authorization", "DPoP " + token)
        .header("DPoP", client.proof("GET", proven, now, token))
        .get("/v1/verify")
        .expect(status);
  }

  @Test
  void envoysRequestIsWhatAProofIsFor() {
    var client = new DpopClient();
    var opened = open("bound");
    var now = sojourn().clock().instant();
    var token =
        anyone()
            .header("DPoP", client.proof("POST", "https://id.example/v1/token", now))
            .form(
                "/v1/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(opened)))
            .expect(200)
            .text("/access_token");
    var host = sojourn().address().getHost() + ":" + sojourn().address().getPort();
    var uri = "https://" + host + "/orders/7";
    var answer =
        anyone()
            .header("X-Forwarded-Proto", "https")
            .header("Authorization", "DPoP " + token)
            .header("DPoP", client.proof("POST", uri, now, token))
            .send("POST", "/v1/verify/orders/7?page=2", BodyPublishers.noBody());
    assertEquals(200, answer.status());
    var rewritten =
        anyone()
            .header("X-Forwarded-Proto", "https")
            .header("x-envoy-original-path", "/shop/orders/7")
            .header("Authorization", "DPoP " + token)
            .header("DPoP", client.proof("POST", "https://" + host + "/shop/orders/7", now, token))
            .send("POST", "/v1/verify/orders/7", BodyPublishers.noBody());
    assertEquals(200, rewritten.status());
  }

  // --------------------------------------------------------------------------------- step-up

  private String authenticatedBy(String acr) {
    return backend()
        .post("/v1/sessions", "{\"user_id\": \"%s\", \"acr\": \"%s\"}".formatted(user, acr))
        .expect(201)
        .text("/tokens/access_token");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing is demanded                        |                                  | 200
          what was reached                           | acr_values=aal2                  | 200
          one of several                             | acr_values=aal3%20aal2           | 200
          another                                    | acr_values=aal3                  | 401
          it is compared exactly                     | acr_values=AAL2                  | 401
          recent enough                              | max_age=600                      | 200
          just recent enough                         | max_age=300                      | 200
          too long ago                               | max_age=299                      | 401
          right now                                  | max_age=0                        | 401
          both                                       | acr_values=aal2&max_age=600      | 200
          only one of the two                        | acr_values=aal3&max_age=600      | 401
          what a client adds loosens nothing         | max_age=299&max_age=600          | 401
          nor so                                     | acr_values=aal3&acr_values=aal2  | 401
          what else is in the query is the client's  | page=2&max_age=600&x=%ff         | 200
          """)
  void whatIsDemanded(String rule, String query, int status) {
    var token = authenticatedBy("aal2");
    pass(Duration.ofMinutes(5));
    var answer = anyone().bearer(token).get("/v1/verify" + (query == null ? "" : "?" + query));
    assertEquals(status, answer.status());
    if (status == 401) {
      var challenge = answer.header("WWW-Authenticate");
      assertTrue(challenge.contains("error=\"insufficient_user_authentication\""), challenge);
    }
  }

  @Test
  void envoyDemandsInHeadersAsTheQueryIsTheClients() {
    var token = authenticatedBy("aal2");
    pass(Duration.ofMinutes(5));
    var request = anyone().bearer(token);
    for (var demand :
        new String[][] {{"X-Required-Max-Age", "299"}, {"X-Required-Acr-Values", "aal3"}}) {
      var answer =
          request
              .header(demand[0], demand[1])
              .send("POST", "/v1/verify/orders?max_age=600", BodyPublishers.noBody());
      assertEquals(401, answer.status());
      assertTrue(answer.header("WWW-Authenticate").contains("insufficient_user_authentication"));
    }
    assertEquals(
        200,
        request
            .header("X-Required-Max-Age", "300")
            .header("X-Required-Acr-Values", "aal1 aal2")
            .send("POST", "/v1/verify/orders?max_age=0", BodyPublishers.noBody())
            .status());
    // and beside a query, all must be met
    request.header("X-Required-Max-Age", "600").get("/v1/verify?max_age=299").expect(401);
    request.header("X-Required-Max-Age", "soon").get("/v1/verify").expect(400);
  }

  @Test
  void theChallengeSaysWhatWouldDo() {
    var token = authenticatedBy("aal1");
    var challenge =
        anyone()
            .bearer(token)
            .get("/v1/verify?acr_values=aal2%20aal3&max_age=300")
            .expect(401)
            .header("WWW-Authenticate");
    assertTrue(challenge.contains("acr_values=\"aal2 aal3\""), challenge);
    assertTrue(challenge.contains("max_age=\"300\""), challenge);
    var quoted =
        anyone()
            .bearer(token)
            .get("/v1/verify?acr_values=%22%2C%20realm=x%0d%0a")
            .expect(401)
            .header("WWW-Authenticate");
    assertFalse(quoted.contains("\"\","), quoted);
  }

  @Test
  void aReauthenticationIsEnough() {
    var opened =
        backend()
            .post("/v1/sessions", "{\"user_id\": \"%s\", \"acr\": \"aal1\"}".formatted(user))
            .expect(201)
            .json();
    pass(Duration.ofMinutes(10));
    var anew =
        backend()
            .post(
                "/v1/sessions/" + id(opened) + "/authentication",
                "{\"acr\": \"aal2\", \"amr\": [\"otp\"]}")
            .expect(200)
            .text("/tokens/access_token");
    anyone().bearer(anew).get("/v1/verify?acr_values=aal2&max_age=300").expect(200);
  }

  @Test
  void aDemandThatIsNoneIsAFaultOfWhoeverConfiguredIt() {
    anyone().bearer(authenticatedBy("aal2")).get("/v1/verify?max_age=soon").expect(400);
  }

  @Test
  void anIntrospectionThatDemandsMoreIsNotActive() {
    var token = authenticatedBy("aal1");
    var answer =
        backend()
            .form("/v1/introspect", Map.of("token", token, "acr_values", "aal2", "max_age", "300"))
            .expect(200)
            .json();
    assertFalse(answer.get("active").asBoolean());
    assertEquals("insufficient_user_authentication", answer.get("error").asText());
    assertEquals("aal2", answer.get("acr_values").asText());
    assertEquals(300, answer.get("max_age").asInt());
    assertTrue(
        backend()
            .form("/v1/introspect", Map.of("token", token, "acr_values", "aal1"))
            .json()
            .get("active")
            .asBoolean());
  }
}
