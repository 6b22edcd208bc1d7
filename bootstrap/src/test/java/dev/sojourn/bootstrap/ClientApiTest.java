package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How OAuth clients say who they are (RFC 6749, section 2.3), and whose tokens they may have. */
class ClientApiTest extends ApiTest {

  private JsonNode openedByShop() {
    return shop().post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user)).expect(201).json();
  }

  private Api shop() {
    return anyone().bearer(RunningSojourn.SHOP_KEY);
  }

  private static String basic(String name, String key) {
    return "Basic "
        + Base64.getEncoder().encodeToString((name + ":" + key).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> refreshing(JsonNode opened, String... more) {
    var form = new HashMap<>(Map.of("grant_type", "refresh_token"));
    form.put("refresh_token", refreshToken(opened));
    for (var i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return form;
  }

  @Test
  void aClientAuthenticatesByBasicOrInTheBodyOrNotAtAll() {
    var opened = openedByShop();
    anyone()
        .header("Authorization", basic("shop", RunningSojourn.SHOP_KEY))
        .form("/v1/token", refreshing(opened))
        .expect(200);
    anyone()
        .form(
            "/v1/token",
            refreshing(opened, "client_id", "shop", "client_secret", RunningSojourn.SHOP_KEY))
        .expect(200);
    anyone().form("/v1/token", refreshing(opened, "client_id", "shop")).expect(200);
    anyone().form("/v1/token", refreshing(opened)).expect(200);
  }

  @Test
  void inTwoWaysIsOneTooMany() {
    var answer =
        anyone()
            .header("Authorization", basic("shop", RunningSojourn.SHOP_KEY))
            .form(
                "/v1/token",
                refreshing(
                    openedByShop(), "client_id", "shop", "client_secret", RunningSojourn.SHOP_KEY))
            .expect(400);
    assertEquals("invalid_request", answer.text("/error"));
  }

  @Test
  void aWrongSecretIsNoWayToCallAsNobody() {
    var opened = openedByShop();
    for (var form :
        new String[][] {
          {"client_id", "shop", "client_secret", "sak_wrong-wrong-wrong-wrong"},
          {"client_id", "other", "client_secret", RunningSojourn.SHOP_KEY},
          {"client_secret", RunningSojourn.SHOP_KEY}
        }) {
      var answer = anyone().form("/v1/token", refreshing(opened, form)).expect(401);
      assertEquals("invalid_client", answer.text("/error"));
      assertTrue(answer.header("WWW-Authenticate").startsWith("Basic"));
    }
    var answer =
        anyone()
            .header("Authorization", basic("shop", RunningSojourn.SHOP_KEY))
            .form("/v1/token", refreshing(opened, "client_id", "other"))
            .expect(401);
    assertEquals("invalid_client", answer.text("/error"));
  }

  @Test
  void tokensOfAnotherClientAreRefusedAndStayAsTheyAre() {
    var opened = openedByShop();
    for (var answer :
        new Api.Answer[] {
          anyone().bearer(RunningSojourn.OTHER_KEY).form("/v1/token", refreshing(opened)),
          anyone().form("/v1/token", refreshing(opened, "client_id", "other"))
        }) {
      assertEquals("invalid_grant", answer.expect(400).text("/error"));
    }
    anyone()
        .bearer(RunningSojourn.OTHER_KEY)
        .form("/v1/revoke", Map.of("token", refreshToken(opened)))
        .expect(200);
    assertEquals("active", session(id(opened)).get("state").asText());
    shop().form("/v1/token", refreshing(opened)).expect(200);
    // an operator's key is for all
    backend().form("/v1/token", refreshing(opened)).expect(200);
  }

  @Test
  void aResourceServerAuthenticatesInTheBodyToo() {
    var opened = openedByShop();
    var answer =
        anyone()
            .form(
                "/v1/introspect",
                Map.of(
                    "token",
                    accessToken(opened),
                    "token_type_hint",
                    "access_token",
                    "client_id",
                    "shop",
                    "client_secret",
                    RunningSojourn.SHOP_KEY))
            .expect(200);
    assertTrue(answer.json().get("active").asBoolean());
    anyone()
        .form("/v1/introspect", Map.of("token", accessToken(opened), "client_id", "shop"))
        .expect(401);
  }

  @Test
  void aResourceServerDoesNotTakeAnothersRefreshTokenForAnAccessToken() {
    var form = Map.of("token", refreshToken(openedByShop()), "token_type_hint", "refresh_token");
    assertEquals(
        "{\"active\":false}",
        anyone().bearer(RunningSojourn.OTHER_KEY).form("/v1/introspect", form).body());
    assertTrue(shop().form("/v1/introspect", form).json().get("active").asBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "unheard_of"})
  void aHintIsNoMoreThanThat(String hint) {
    var opened = openedByShop();
    anyone()
        .form("/v1/revoke", Map.of("token", refreshToken(opened), "token_type_hint", hint))
        .expect(200);
    assertEquals("logout", session(id(opened)).get("end_reason").asText());
  }

  /** RFC 8707, section 2. */
  @Test
  void aResourceMayComeSeveralTimes() {
    var opened = openedByShop();
    var form =
        "grant_type=refresh_token&refresh_token="
            + refreshToken(opened)
            + "&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example";
    anyone()
        .header("Content-Type", "application/x-www-form-urlencoded")
        .bytes("POST", "/v1/token", form.getBytes(StandardCharsets.US_ASCII))
        .expect(200);
    for (var resource :
        new String[] {"\"https://a.example\"", "[\"https://a.example\", \"b:c\"]"}) {
      anyone()
          .post(
              "/v1/token",
              "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"%s\", \"resource\": %s}"
                  .formatted(refreshToken(opened), resource))
          .expect(200);
    }
    anyone()
        .post(
            "/v1/token",
            "{\"grant_type\": \"refresh_token\", \"refresh_token\": \"%s\", \"resource\": [1]}"
                .formatted(refreshToken(opened)))
        .expect(400);
  }

  // ------------------------------------------------------------- policies that want clients to

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refreshed | the client that opened it   | 200
          refreshed | an operator                 | 200
          refreshed | another client              | 400
          refreshed | nobody                      | 401
          refreshed | somebody who names it       | 401
          exchanged | the client that opened it   | 200
          exchanged | an operator                 | 200
          exchanged | another client              | 400
          exchanged | nobody                      | 401
          revoked   | the client that opened it   | 200
          revoked   | an operator                 | 200
          revoked   | another client              | 200
          revoked   | nobody                      | 401
          """)
  void whereThePolicyWantsItTheClientAuthenticates(String what, String who, int status) {
    var isExchange = what.equals("exchanged");
    var pkce = new PkceClient();
    var opened =
        isExchange
            ? shop()
                .post(
                    "/v1/sessions",
                    "{\"user_id\": \"%s\", \"policy\": \"server\", \"authorization_id\": \"%s\"}"
                        .formatted(user, pkce.authorizationId(shop())))
                .expect(201)
                .json()
            : shop()
                .post(
                    "/v1/sessions", "{\"user_id\": \"%s\", \"policy\": \"server\"}".formatted(user))
                .expect(201)
                .json();
    var caller =
        switch (who) {
          case "the client that opened it" -> shop();
          case "an operator" -> backend();
          case "another client" -> anyone().bearer(RunningSojourn.OTHER_KEY);
          default -> anyone();
        };
    var answer =
        switch (what) {
          case "refreshed" ->
              caller.form(
                  "/v1/token",
                  who.startsWith("somebody")
                      ? refreshing(opened, "client_id", "shop")
                      : refreshing(opened));
          case "exchanged" -> pkce.exchange(caller, opened.at("/exchange/code").asText());
          default -> caller.form("/v1/revoke", Map.of("token", refreshToken(opened)));
        };
    answer.expect(status);
    if (status == 401) {
      assertEquals("invalid_client", answer.text("/error"));
    }
    var isRevoked = what.equals("revoked") && status == 200 && !who.equals("another client");
    assertEquals(isRevoked ? "ended" : "active", session(id(opened)).get("state").asText());
    if (!isExchange && !isRevoked) {
      shop().form("/v1/token", refreshing(opened)).expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=refresh_token&grant_type=refresh_token",
        "grant_type=refresh_token&refresh_token=a&refresh_token=b",
        "client_id=a&client_id=a",
        "grant_type=%ff",
        "grant_type"
      })
  void aFormThatIsNoneIsAnInvalidRequest(String form) {
    var answer =
        anyone()
            .header("Content-Type", "application/x-www-form-urlencoded")
            .bytes("POST", "/v1/token", form.getBytes(StandardCharsets.US_ASCII))
            .expect(400);
    assertEquals("invalid_request", answer.text("/error"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("no-cache", answer.header("Pragma"));
  }
}
