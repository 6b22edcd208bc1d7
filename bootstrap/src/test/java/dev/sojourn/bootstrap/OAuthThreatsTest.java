package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9700, OAuth 2.0 Security Best Current Practice, as attacks. docs/security.md has the whole
 * table: what other tests attack is named there and not repeated here.
 */
class OAuthThreatsTest extends ApiTest {
  private static final String TOKEN = "https://id.example/v1/token";

  private JsonNode openedBy(String key) {
    return anyone()
        .bearer(key)
        .post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user))
        .expect(201)
        .json();
  }

  private void assertLives(JsonNode opened) {
    assertEquals("active", session(id(opened)).get("state").asText());
  }

  @Nested
  @DisplayName("2 Best practices")
  class BestPractices {

    @ParameterizedTest
    @DisplayName("2.1.2, 2.4, 4.15: there are two grants, and none for a client's own sake")
    @ValueSource(
        strings = {
          "password",
          "client_credentials",
          "implicit",
          "token",
          "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "urn:ietf:params:oauth:grant-type:device_code",
          "REFRESH_TOKEN",
          "refresh_token "
        })
    void thereAreTwoGrants(String grant) {
      var form =
          Map.of(
              "grant_type",
              grant,
              "refresh_token",
              refreshToken(openedBy(RunningSojourn.SHOP_KEY)));
      for (var client : List.of(anyone(), anyone().bearer(RunningSojourn.SHOP_KEY), backend())) {
        assertEquals(
            "unsupported_grant_type", client.form("/v1/token", form).expect(400).text("/error"));
      }
    }

    @ParameterizedTest
    @DisplayName("2.1.2: there is no endpoint that gives tokens to the front channel")
    @ValueSource(strings = {"/v1/authorize", "/authorize", "/oauth/authorize", "/oauth2/authorize"})
    void thereIsNoFrontChannel(String path) {
      var answer =
          anyone().get(path + "?response_type=token&redirect_uri=https://evil.example").expect(404);
      assertEquals("", answer.header("Location"));
    }

    @Test
    @DisplayName("2.3: an access token opens its session and none of the API")
    void anAccessTokenOpensNoneOfTheApi() {
      var opened = open();
      var thief = anyone().bearer(accessToken(opened));
      thief.get("/v1/sessions?user_id=" + user).expect(401);
      thief.get("/v1/sessions/" + id(opened)).expect(401);
      thief.post("/v1/sessions", "{\"user_id\": \"root\"}").expect(401);
      thief.post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(401);
      thief.delete("/v1/users/" + user + "/sessions").expect(401);
      thief.form("/v1/introspect", Map.of("token", accessToken(opened))).expect(401);
      thief.post("/v1/cut-offs", "{\"scope\": \"everybody\"}").expect(401);
      thief.get("/v1/signing-keys").expect(401);
      assertLives(opened);
    }
  }

  @Nested
  @DisplayName("4.1 to 4.3 Redirection URIs, and credentials in addresses")
  class Addresses {

    @Test
    @DisplayName("4.1: a redirect_uri leads nowhere")
    void aRedirectUriLeadsNowhere() {
      var client = new PkceClient();
      var form =
          new HashMap<>(
              Map.of(
                  "grant_type",
                  "authorization_code",
                  "code",
                  PkceClient.code(client.logIn(backend(), user)),
                  "code_verifier",
                  client.verifier()));
      form.put("redirect_uri", "https://evil.example/callback");
      var answer = anyone().form("/v1/token", form).expect(200);
      assertEquals("", answer.header("Location"));
      assertFalse(answer.body().contains("evil"));
    }

    @Test
    @DisplayName("4.2, 4.3: what stands in an address is no token, code or key")
    void whatStandsInAnAddressIsNoCredential() {
      var opened = open();
      var access = accessToken(opened);
      anyone().get("/v1/verify?access_token=" + access).expect(401);
      assertEquals(400, anyone().get("/v1/me?access_token=" + access).status());
      assertEquals(401, anyone().get("/v1/policies?api_key=" + RunningSojourn.ADMIN_KEY).status());
      assertEquals(
          400,
          anyone()
              .form(
                  "/v1/token?grant_type=refresh_token&refresh_token=" + refreshToken(opened),
                  Map.of("grant_type", "refresh_token"))
              .status());
      assertEquals(
          400, anyone().form("/v1/revoke?token=" + access, Map.of("token", "nothing")).status());
      assertLives(opened);
      refresh(refreshToken(opened)).expect(200);
    }
  }

  @Nested
  @DisplayName("4.5 Authorization code injection, 4.8 PKCE downgrade")
  class Codes {

    @Test
    @DisplayName("4.5: a code is worth nothing in the flow of another")
    void aCodeIsWorthNothingInTheFlowOfAnother() {
      var victim = new PkceClient();
      var attacker = new PkceClient();
      var victims = victim.logIn(backend(), user);
      attacker.logIn(backend(), "x-" + user);
      assertEquals(
          "invalid_grant",
          attacker.exchange(anyone(), PkceClient.code(victims)).expect(400).text("/error"));
      victim.exchange(anyone(), PkceClient.code(victims)).expect(200);
    }

    @Test
    @DisplayName("4.5: a code is worth nothing to another client, verifier or not")
    void aCodeIsWorthNothingToAnotherClient() {
      var client = new PkceClient();
      var opened = client.logIn(anyone().bearer(RunningSojourn.SHOP_KEY), user);
      var code = PkceClient.code(opened);
      assertEquals(
          "invalid_grant",
          client
              .exchange(anyone().bearer(RunningSojourn.OTHER_KEY), code)
              .expect(400)
              .text("/error"));
      assertLives(opened);
      client.exchange(anyone().bearer(RunningSojourn.SHOP_KEY), code).expect(200);
    }

    @Test
    @DisplayName("4.5: no token of one kind passes for another")
    void noTokenOfOneKindPassesForAnother() {
      var client = new PkceClient();
      var code = PkceClient.code(client.logIn(backend(), user));
      var opened = open();
      verify(code).expect(401);
      verify(refreshToken(opened)).expect(401);
      refresh(code).expect(400);
      refresh(accessToken(opened)).expect(400);
      client.exchange(anyone(), refreshToken(opened)).expect(400);
      client.exchange(anyone(), accessToken(opened)).expect(400);
      // Nor when it is called another kind.
      verify("sat_" + refreshToken(opened).substring(4)).expect(401);
      refresh("srt_" + accessToken(opened).substring(4)).expect(400);
      refresh("srt_" + code.substring(4)).expect(400);
      client.exchange(anyone(), code).expect(200);
    }

    @Test
    @DisplayName("4.8: a login that began with a challenge does not end without its verifier")
    void aLoginDoesNotEndWithoutItsVerifier() {
      var client = new PkceClient();
      var opened = client.logIn(backend(), user);
      var code = PkceClient.code(opened);
      anyone()
          .form("/v1/token", Map.of("grant_type", "authorization_code", "code", code))
          .expect(400);
      for (var wrong : List.of("", client.challenge(), client.verifier() + "x")) {
        PkceClient.exchange(anyone(), code, wrong).expect(400);
      }
      // An API key is no substitute.
      backend()
          .form("/v1/token", Map.of("grant_type", "authorization_code", "code", code))
          .expect(400);
      client.exchange(anyone(), code).expect(200);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("4.8: no login begins without a challenge, or with a weaker one")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            none            | {"client_type": "web"}
            an empty one    | {"client_type": "web", "code_challenge": ""}
            null            | {"client_type": "web", "code_challenge": null}
            one too short   | {"client_type": "web", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"}
            method plain    | {"client_type": "web", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "plain"}
            method in lower case | {"client_type": "web", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "s256"}
            """)
    void noLoginBeginsWithoutAChallenge(String what, String body) {
      backend().post("/v1/authorizations", body).expect(400);
    }
  }

  @Nested
  @DisplayName("4.6, 4.9, 4.10 Stolen and injected access tokens")
  class StolenAccessTokens {
    private final DpopClient owner = new DpopClient();
    private final DpopClient thief = new DpopClient();

    private JsonNode bound() {
      return backend()
          .post(
              "/v1/sessions",
              "{\"user_id\": \"%s\", \"policy\": \"proven\", \"dpop_jkt\": \"%s\"}"
                  .formatted(user, owner.thumbprint()))
          .expect(201)
          .json();
    }

    private Api with(DpopClient key, String token, String method, String path) {
      return anyone()
          .header("Authorization", "DPoP " + token)
          .header(
              "DPoP",
              key.proof(method, "https://id.example" + path, sojourn().clock().instant(), token));
    }

    @Test
    @DisplayName("4.6, 4.10.1: a stolen bound token opens nothing, at no endpoint, in no way")
    void aStolenBoundTokenOpensNothing() {
      var opened = bound();
      var access = accessToken(opened);
      var refresh = refreshToken(opened);
      for (var carried :
          List.of(
              anyone().bearer(access),
              anyone().header("Authorization", "DPoP " + access),
              anyone().header("Cookie", "__Host-sojourn=" + access))) {
        carried.get("/v1/verify").expect(401);
        carried.get("/v1/me").expect(401);
        carried.delete("/v1/me/sessions").expect(401);
      }
      with(thief, access, "GET", "/v1/verify").get("/v1/verify").expect(401);
      with(thief, access, "GET", "/v1/me").get("/v1/me").expect(401);
      refresh(refresh).expect(400);
      anyone()
          .header("DPoP", thief.proof("POST", TOKEN, sojourn().clock().instant()))
          .form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh))
          .expect(400);
      assertLives(opened);
      with(owner, access, "GET", "/v1/verify").get("/v1/verify").expect(200);
    }

    @Test
    @DisplayName("4.9: what a resource server was shown is worth nothing at another")
    void whatAResourceServerWasShownIsWorthNothingAtAnother() {
      var access = accessToken(bound());
      var proof =
          owner.proof("GET", "https://shop.example/orders", sojourn().clock().instant(), access);
      var request = anyone().header("Authorization", "DPoP " + access).header("DPoP", proof);
      assertEquals(401, asked(request, "bank.example").status());
      assertEquals(200, asked(request, "shop.example").status());
      assertEquals(401, asked(request, "shop.example").status(), "a proof is for once");
    }

    private Api.Answer asked(Api request, String host) {
      return request
          .header("X-Forwarded-Method", "GET")
          .header("X-Forwarded-Proto", "https")
          .header("X-Forwarded-Host", host)
          .header("X-Forwarded-Uri", "/orders")
          .get("/v1/verify");
    }

    @Test
    @DisplayName("4.10: a finder of a token may have it revoked, and no more")
    void whoeverFindsATokenMayHaveItRevoked() {
      var opened = bound();
      anyone().form("/v1/revoke", Map.of("token", refreshToken(opened))).expect(200);
      assertEquals("logout", session(id(opened)).get("end_reason").asText());
    }
  }

  @Nested
  @DisplayName("4.11 Open redirection, 4.12 307 redirect")
  class Redirections {

    @ParameterizedTest(name = "{0}")
    @DisplayName("4.11: whatever a request says, it is sent to the login and nowhere else")
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            a query of the usual names | /v1/verify?rd=https://evil.example&redirect_uri=https://evil.example&return_to=https://evil.example | shop.example | /orders
            another host               | /v1/verify | evil.example                          | /
            a user before the host     | /v1/verify | login.example@evil.example            | /
            a path that is a host      | /v1/verify | shop.example                          | //evil.example/
            a path with backslashes    | /v1/verify | shop.example                          | /\\evil.example
            a parameter of ours        | /v1/verify | shop.example                          | /&return_to=https://evil.example#x
            a path with line ends      | /v1/verify | shop.example                          | /%0d%0aLocation:%20https://evil.example
            """)
    void whoeverMayNotPassIsSentToTheLogin(String what, String path, String host, String uri) {
      var location =
          URI.create(
              anyone()
                  .header("X-Forwarded-Method", "GET")
                  .header("X-Forwarded-Proto", "https")
                  .header("X-Forwarded-Host", host)
                  .header("X-Forwarded-Uri", uri)
                  .header("Accept", "text/html")
                  .get(path)
                  .expect(302)
                  .header("Location"));
      assertEquals("login.example", location.getHost());
      assertEquals("/start", location.getPath());
      var parameters = List.of(location.getRawQuery().split("&"));
      assertEquals(2, parameters.size(), location.toString());
      assertEquals("from=sojourn", parameters.getFirst());
      assertTrue(parameters.getLast().startsWith("return_to="));
    }

    @ParameterizedTest
    @DisplayName("4.12: what a form sends is never sent on by a redirect")
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void whatAFormSendsIsNeverSentOn(String method) {
      var answer =
          anyone()
              .header("X-Forwarded-Method", method)
              .header("X-Forwarded-Proto", "https")
              .header("X-Forwarded-Host", "shop.example")
              .header("X-Forwarded-Uri", "/login")
              .header("Accept", "text/html")
              .header("Sec-Fetch-Mode", "navigate")
              .get("/v1/verify")
              .expect(401);
      assertEquals("", answer.header("Location"));
    }
  }

  @Nested
  @DisplayName("4.14 Refresh token protection")
  class RefreshTokenProtection {

    @Test
    @DisplayName("4.14: a thief who refreshes first is out as soon as the owner refreshes")
    void aThiefWhoRefreshesFirstIsOut() {
      var opened = open();
      var thiefs = refresh(refreshToken(opened)).expect(200).json();
      verify(thiefs.get("access_token").asText()).expect(200);
      pass(Duration.ofSeconds(30));
      assertEquals("token_reuse", refresh(refreshToken(opened)).expect(400).text("/reason"));
      refresh(thiefs.get("refresh_token").asText()).expect(400);
      verify(thiefs.get("access_token").asText()).expect(401);
    }

    @Test
    @DisplayName("4.14: a thief who comes after the owner ends the session, and gets nothing")
    void aThiefWhoComesAfterTheOwnerGetsNothing() {
      var opened = open();
      var owners = refresh(refreshToken(opened)).expect(200).json();
      refresh(owners.get("refresh_token").asText()).expect(200);
      var thiefs = refresh(refreshToken(opened)).expect(400);
      assertFalse(thiefs.json().has("access_token") || thiefs.json().has("refresh_token"));
      assertEquals("token_reuse", session(id(opened)).get("end_reason").asText());
    }

    @Test
    @DisplayName("4.14: a refresh token that nobody uses is worth nothing after the idle timeout")
    void aRefreshTokenThatNobodyUsesExpires() {
      var opened = open();
      pass(Duration.ofHours(1));
      assertEquals("idle_timeout", refresh(refreshToken(opened)).expect(400).text("/reason"));
    }
  }
}
