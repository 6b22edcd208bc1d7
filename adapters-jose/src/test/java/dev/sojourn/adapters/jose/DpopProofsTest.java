package dev.sojourn.adapters.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9449, section 4.3, points 2 to 7. */
class DpopProofsTest {
  private static final NimbusJose JOSE = new NimbusJose();
  private static final Map<String, JWK> KEYS =
      Map.of(
          "EdDSA", Keys.make(JWSAlgorithm.EdDSA),
          "Ed25519", Keys.make(JWSAlgorithm.EdDSA),
          "ES256", Keys.make(JWSAlgorithm.ES256),
          "RS256", Keys.make(JWSAlgorithm.RS256));

  private static JWK key(String algorithm) {
    return java.util.Objects.requireNonNull(KEYS.get(algorithm));
  }

  private static final String CLAIMS =
      """
      {"jti":"1","htm":"POST","htu":"https://id.example/v1/token","iat":1772366400,"ath":"hash","nonce":"n"}\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"EdDSA", "Ed25519", "ES256", "RS256"})
  void aProofIsReadAsItIs(String algorithm) throws Exception {
    var key = key(algorithm);
    var proof = JOSE.proof(proof(header(algorithm, key), CLAIMS, algorithm, key)).orElseThrow();
    assertEquals(key.computeThumbprint().toString(), proof.key().value());
    assertEquals("1", proof.id());
    assertEquals("POST", proof.method());
    assertEquals("https://id.example/v1/token", proof.uri());
    assertEquals(Instant.ofEpochSecond(1_772_366_400), proof.issuedAt());
    assertEquals(Optional.of("hash"), proof.accessTokenHash());
    assertEquals(Optional.of("n"), proof.nonce());
  }

  @Test
  void anIssueTimeMayHaveAFraction() {
    var claims = CLAIMS.replace("1772366400", "1772366400.5");
    assertEquals(
        Instant.ofEpochMilli(1_772_366_400_500L),
        JOSE.proof(proof(header("ES256", key("ES256")), claims, "ES256", key("ES256")))
            .orElseThrow()
            .issuedAt());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          another typ                     | "typ":"dpop+jwt"   | "typ":"at+jwt"
          no typ                          | "typ":"dpop+jwt",  | ``
          alg none                        | "alg":"ES256"      | "alg":"none"
          a symmetric alg                 | "alg":"ES256"      | "alg":"HS256"
          an alg that the key is not for  | "alg":"ES256"      | "alg":"RS256"
          a kid beside the key            | "typ":             | "kid":"1","typ":
          something to be understood      | "typ":             | "crit":["b64"],"b64":false,"typ":
          a curve that it is not of       | "P-256"            | "P-384"
          a key that is a text            | "jwk":{            | "jwk":"x","x":{
          no key                          | "jwk":{            | "y":{
          alg twice                       | "typ":             | "alg":"none","typ":
          """)
  void headers(String rule, String from, String to) {
    var key = key("ES256");
    var good = header("ES256", key);
    assertTrue(good.contains(from));
    assertEquals(Optional.empty(), JOSE.proof(proof(good.replace(from, to), CLAIMS, "ES256", key)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no jti                  | "jti":"1",         | ``
          an empty jti            | "jti":"1"          | "jti":""
          a jti that is no text   | "jti":"1"          | "jti":1
          no htm                  | "htm":"POST",      | ``
          no htu                  | "htu"              | "htv"
          no iat                  | "iat":1772366400,  | ``
          an iat that is a text   | "iat":1772366400   | "iat":"1772366400"
          an iat before all time  | "iat":1772366400   | "iat":-1
          an iat after all time   | "iat":1772366400   | "iat":1e30
          an ath that is no text  | "ath":"hash"       | "ath":["hash"]
          a nonce that is no text | "nonce":"n"        | "nonce":7
          a claim twice           | "htm":"POST"       | "htm":"GET","htm":"POST"
          """)
  void claims(String rule, String from, String to) {
    var key = key("ES256");
    assertTrue(CLAIMS.contains(from));
    assertEquals(
        Optional.empty(),
        JOSE.proof(proof(header("ES256", key), CLAIMS.replace(from, to), "ES256", key)));
  }

  /** What is verified with an exponent of 2048 bits takes a hundred times as long. */
  @ParameterizedTest
  @CsvSource({"16, true", "62, true", "64, false", "2000, false"})
  void anRsaKeyWithALongExponentIsNotWaitedFor(int bit, boolean isTaken) throws Exception {
    var exponent = BigInteger.ONE.shiftLeft(bit).add(BigInteger.ONE);
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var modulus = ((RSAPublicKey) generator.generateKeyPair().getPublic()).getModulus();
    var key = new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent)).build();

    assertEquals(isTaken, Keys.publicKey(key, JWSAlgorithm.RS256).isPresent());
  }

  @Test
  void aLongIdIsRefused() {
    var key = key("ES256");
    for (var length : new int[] {256, 257}) {
      var claims = CLAIMS.replace("\"jti\":\"1\"", "\"jti\":\"" + "x".repeat(length) + "\"");
      assertEquals(
          length == 256, JOSE.proof(proof(header("ES256", key), claims, "ES256", key)).isPresent());
    }
  }

  @Test
  void aKeyThatBringsItsPrivatePartIsNoSecretAnyMore() {
    for (var key : KEYS.values()) {
      var algorithm =
          key instanceof com.nimbusds.jose.jwk.ECKey
              ? "ES256"
              : key instanceof com.nimbusds.jose.jwk.RSAKey ? "RS256" : "EdDSA";
      var header =
          "{\"typ\":\"dpop+jwt\",\"alg\":\"%s\",\"jwk\":%s}"
              .formatted(algorithm, key.toJSONString());
      assertEquals(Optional.empty(), JOSE.proof(proof(header, CLAIMS, algorithm, key)));
    }
  }

  @Test
  void aProofThatAnotherKeySignedProvesNothing() {
    var key = key("ES256");
    var other = Keys.make(JWSAlgorithm.ES256);
    assertEquals(Optional.empty(), JOSE.proof(proof(header("ES256", key), CLAIMS, "ES256", other)));
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    var generator = java.security.KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var pair = generator.generateKeyPair();
    var key =
        new com.nimbusds.jose.jwk.RSAKey.Builder(
                (java.security.interfaces.RSAPublicKey) pair.getPublic())
            .privateKey(pair.getPrivate())
            .build();
    assertEquals(Optional.empty(), JOSE.proof(proof(header("RS256", key), CLAIMS, "RS256", key)));
  }

  @Test
  void aMegabyteIsNotLookedAt() {
    assertEquals(Optional.empty(), JOSE.proof("a".repeat(1 << 20)));
  }

  private static String header(String algorithm, JWK key) {
    return "{\"typ\":\"dpop+jwt\",\"alg\":\"%s\",\"jwk\":%s}"
        .formatted(algorithm, key.toPublicJWK().toJSONString());
  }

  private static String proof(String header, String claims, String algorithm, JWK key) {
    var signed = base64(header) + "." + base64(claims);
    var signature =
        Signatures.sign(
            JWSAlgorithm.parse(algorithm),
            Keys.privateKey(key),
            signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
