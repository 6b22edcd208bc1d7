package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access tokens of format jwt (RFC 9068), the keys that sign them, and the metadata. */
class JwtApiTest extends ApiTest {

  /** A key is made in the background of the start. */
  @BeforeEach
  void aKeyIsThere() {
    dev.sojourn.application.contract.Answers.eventually(
        () -> !anyone().get("/.well-known/jwks.json").json().at("/keys").isEmpty());
  }

  @Test
  void aPolicysSessionsHaveSignedAccessTokensForItsAudience() throws Exception {
    var opened = open("signed");
    var jwt = SignedJWT.parse(accessToken(opened));
    assertEquals("at+jwt", jwt.getHeader().getType().getType());
    assertEquals("EdDSA", jwt.getHeader().getAlgorithm().getName());
    assertTrue(isSigned(jwt));
    var claims = jwt.getJWTClaimsSet();
    assertEquals("https://id.example", claims.getIssuer());
    assertEquals(List.of("https://shop.example"), claims.getAudience());
    assertEquals(user, claims.getSubject());
    assertEquals("admin", claims.getStringClaim("client_id"));
    assertEquals(id(opened), claims.getStringClaim("sid"));
    assertEquals(1L, claims.getLongClaim("generation"));
    assertFalse(claims.getJWTID().isEmpty());
    assertTrue(claims.getExpirationTime().after(claims.getIssueTime()));
    assertEquals(
        claims.getIssueTime().toInstant().getEpochSecond(), claims.getLongClaim("auth_time"));
    verify(accessToken(opened)).expect(200);
  }

  @Test
  void aSessionMayAskForItsOwnFormatAndKeepsItThroughRefreshes() {
    var opened =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"access_token_format\": \"jwt\"}".formatted(user))
            .expect(201)
            .json();
    assertTrue(accessToken(opened).startsWith("ey"));
    var next = refresh(refreshToken(opened)).expect(200);
    assertTrue(next.text("/access_token").startsWith("ey"));
    verify(next.text("/access_token")).expect(200);
  }

  @Test
  void anEndIsHeededAtOnceWhereSojournIsAsked() {
    var opened = open("signed");
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
    var refused = verify(accessToken(opened)).expect(401);
    assertTrue(refused.header("WWW-Authenticate").contains("the session has ended: revoked"));
    assertFalse(introspect(accessToken(opened)).json().get("active").asBoolean());
  }

  @Test
  void aReauthenticationVoidsItHere() {
    var opened = open("signed");
    backend().post("/v1/sessions/" + id(opened) + "/authentication", "{}").expect(200);
    verify(accessToken(opened)).expect(401);
  }

  @Test
  void itExpiresWithItsLifetime() {
    var opened = open("signed");
    pass(Duration.ofMinutes(15));
    assertTrue(
        verify(accessToken(opened))
            .expect(401)
            .header("WWW-Authenticate")
            .contains("the access token has expired"));
  }

  @Test
  void itIsIntrospectedAndRevokedAsAnyOther() {
    var opened = open("signed");
    var introspection = introspect(accessToken(opened)).json();
    assertTrue(introspection.get("active").asBoolean());
    assertEquals("https://shop.example", introspection.get("aud").asText());
    anyone().form("/v1/revoke", Map.of("token", accessToken(opened))).expect(200);
    assertEquals("logout", session(id(opened)).get("end_reason").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/token-introspection+jwt;q=0, application/json   | application/json
          application/json, application/token-introspection+jwt;q=0.1 | application/json
          */*                                                         | application/json
          Application/Token-Introspection+JWT                         | application/token-introspection+jwt
          """)
  void anIntrospectionIsSignedByTheWeightsOfAccept(String accept, String contentType) {
    var answer =
        anyone()
            .bearer(RunningSojourn.SHOP_KEY)
            .header("Accept", accept)
            .form("/v1/introspect", Map.of("token", accessToken(open())))
            .expect(200);
    assertEquals(contentType, answer.header("Content-Type"));
  }

  @Test
  void anIntrospectionIsSignedWhereItIsWantedSo() throws Exception {
    var opened = open();
    var answer =
        anyone()
            .bearer(RunningSojourn.SHOP_KEY)
            .header("Accept", "application/token-introspection+jwt")
            .form("/v1/introspect", Map.of("token", accessToken(opened)))
            .expect(200);
    assertEquals("application/token-introspection+jwt", answer.header("Content-Type"));
    var jwt = SignedJWT.parse(answer.body());
    assertTrue(isSigned(jwt));
    assertEquals("token-introspection+jwt", jwt.getHeader().getType().getType());
    var claims = jwt.getJWTClaimsSet();
    assertEquals("https://id.example", claims.getIssuer());
    assertEquals(List.of("shop"), claims.getAudience());
    var inner = claims.getJSONObjectClaim("token_introspection");
    assertEquals(true, inner.get("active"));
    assertEquals(user, inner.get("sub"));
    // and opens no door
    verify(answer.body()).expect(401);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          alg none              | {"alg":"none","typ":"at+jwt","kid":"KID"}
          a symmetric alg       | {"alg":"HS256","typ":"at+jwt","kid":"KID"}
          another alg           | {"alg":"ES256","typ":"at+jwt","kid":"KID"}
          another typ           | {"alg":"EdDSA","typ":"JWT","kid":"KID"}
          a foreign kid         | {"alg":"EdDSA","typ":"at+jwt","kid":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}
          a kid that is no kid  | {"alg":"EdDSA","typ":"at+jwt","kid":"../../etc/passwd"}
          a key in the header   | {"alg":"EdDSA","typ":"at+jwt","kid":"KID","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}
          """)
  void aHeaderThatIsNotOursIsRefused(String rule, String header) throws Exception {
    var good = accessToken(open("signed"));
    var kid = SignedJWT.parse(good).getHeader().getKeyID();
    var forged =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    header.replace("KID", kid).getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + good.substring(good.indexOf('.'));
    assertTrue(
        verify(forged).expect(401).header("WWW-Authenticate").contains("error=\"invalid_token\""));
    assertFalse(introspect(forged).json().get("active").asBoolean());
    verify(good).expect(200);
  }

  @Test
  void otherSpellingsAreRefused() {
    var good = accessToken(open("signed"));
    for (var bad :
        List.of(
            good + "=",
            good.substring(0, good.length() - 1) + (char) (good.charAt(good.length() - 1) + 1),
            good.substring(0, good.lastIndexOf('.') + 1),
            good + ".",
            "ey.ey.ey",
            "ey" + "A".repeat(5_000))) {
      verify(bad).expect(401);
    }
    // a megabyte does not fit into a header, and into no body either
    assertEquals(
        413,
        anyone()
            .bearer(RunningSojourn.ADMIN_KEY)
            .form("/v1/introspect", Map.of("token", "ey" + "A".repeat(1 << 20)))
            .status());
    verify(good).expect(200);
  }

  // ------------------------------------------------------------------------------- metadata

  @Test
  void theMetadataSaysWhereAllIs() {
    for (var path : List.of("oauth-authorization-server", "openid-configuration")) {
      var answer = anyone().get("/.well-known/" + path).expect(200);
      assertEquals("public, max-age=300", answer.header("Cache-Control"));
      var json = answer.json();
      assertEquals("https://id.example", json.get("issuer").asText());
      assertEquals("https://id.example/v1/token", json.get("token_endpoint").asText());
      assertEquals("https://id.example/.well-known/jwks.json", json.get("jwks_uri").asText());
      assertEquals("https://id.example/v1/introspect", json.get("introspection_endpoint").asText());
      assertEquals("https://id.example/v1/revoke", json.get("revocation_endpoint").asText());
      assertEquals(
          "https://login.example/start?from=sojourn", json.get("authorization_endpoint").asText());
      assertEquals("[\"S256\"]", json.get("code_challenge_methods_supported").toString());
      assertEquals(
          "[\"authorization_code\",\"refresh_token\"]",
          json.get("grant_types_supported").toString());
    }
  }

  @Test
  void whoHasTheKeysIsToldThatTheyAreTheSame() {
    var first = anyone().get("/.well-known/jwks.json").expect(200);
    assertEquals("public, max-age=300", first.header("Cache-Control"));
    assertEquals("application/jwk-set+json", first.header("Content-Type"));
    var again =
        anyone()
            .header("If-None-Match", first.header("ETag"))
            .get("/.well-known/jwks.json")
            .expect(304);
    assertEquals("", again.body());
    assertEquals(first.header("ETag"), again.header("ETag"));
    var etag = first.header("ETag");
    for (var form : List.of("W/" + etag, "\"x\", W/\"y\", " + etag, "*")) {
      anyone().header("If-None-Match", form).get("/.well-known/jwks.json").expect(304);
    }
    for (var form : List.of("W/\"x\"", etag.replace("\"", ""), "\"x\"")) {
      anyone().header("If-None-Match", form).get("/.well-known/jwks.json").expect(200);
    }
    assertFalse(first.body().contains("\"d\""));
  }

  @Test
  void everybodysPagesMayReadWhatIsPublic() {
    var answer =
        anyone().header("Origin", "https://anywhere.example").get("/.well-known/jwks.json");
    assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    assertEquals("", answer.header("Access-Control-Allow-Credentials"));
  }

  // ---------------------------------------------------------------------------- signing keys

  @Test
  void anOperatorRotatesTheKeysAndNoTokenIsRefused() throws Exception {
    var before = accessToken(open("signed"));
    var published = backend().post("/v1/signing-keys", "{}").expect(201).json();
    assertEquals("published", published.get("state").asText());
    assertTrue(
        anyone().get("/.well-known/jwks.json").body().contains(published.get("id").asText()));
    assertEquals(kid(before), kid(accessToken(open("signed"))));

    var atOnce = backend().post("/v1/signing-keys", "{\"signs\": \"at_once\"}").expect(201).json();
    assertEquals("signs", atOnce.get("state").asText());
    var after = accessToken(open("signed"));
    assertEquals(atOnce.get("id").asText(), kid(after));
    assertTrue(isSigned(SignedJWT.parse(after)) && isSigned(SignedJWT.parse(before)));
    verify(before).expect(200);
    verify(after).expect(200);

    var listed = backend().get("/v1/signing-keys").expect(200).json().get("items");
    assertTrue(listed.size() >= 3);
  }

  @Test
  void aKeyThatHasLeakedIsWithdrawn() throws Exception {
    var token = accessToken(open("signed"));
    backend().post("/v1/signing-keys", "{\"signs\": \"at_once\"}").expect(201);
    backend().delete("/v1/signing-keys/" + kid(token)).expect(204);
    backend().delete("/v1/signing-keys/" + kid(token)).expect(404);
    verify(token).expect(401);
    verify(accessToken(open("signed"))).expect(200);
  }

  @Test
  void keysAreForOperators() {
    var reader = anyone().bearer(RunningSojourn.READ_KEY);
    reader.get("/v1/signing-keys").expect(403);
    reader.post("/v1/signing-keys", "{}").expect(403);
    reader.delete("/v1/signing-keys/" + "A".repeat(43)).expect(403);
    backend().delete("/v1/signing-keys/nonsense").expect(400);
    backend().post("/v1/signing-keys", "{\"signs\": \"now\"}").expect(400);
  }

  private Api.Answer introspect(String token) {
    return backend().form("/v1/introspect", Map.of("token", token)).expect(200);
  }

  private static String kid(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  /** By the published keys, and by nothing of ours. */
  private boolean isSigned(SignedJWT jwt) throws Exception {
    Optional<JWK> published = Optional.empty();
    for (var key : anyone().get("/.well-known/jwks.json").json().get("keys")) {
      if (key.get("kid").asText().equals(jwt.getHeader().getKeyID())) {
        published = Optional.of(JWK.parse(key.toString()));
      }
    }
    var x = published.orElseThrow().toOctetKeyPair().getX().decode();
    var encoded = HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(x));
    var signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    signature.update(jwt.getSigningInput());
    return signature.verify(jwt.getSignature().decode());
  }
}
