package dev.sojourn.adapters.jose;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.sojourn.application.port.Jose.MadeKey;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NimbusJoseTest {
  private static final NimbusJose JOSE = new NimbusJose();
  private static final Json.Object CLAIMS =
      new Json.Object(
          Map.of("sub", new Json.Text("ä \"quoted\" 🗝"), "exp", new Json.Whole(1_800_000_000)));
  private static final MadeKey MADE = JOSE.make(SigningAlgorithm.EDDSA);

  @ParameterizedTest
  @EnumSource
  void whatIsSignedIsReadAndVerifiedAndByNothingElse(SigningAlgorithm algorithm) {
    var made = JOSE.make(algorithm);
    var key = key(algorithm, made);
    var text = JOSE.signer(key, made.privateKey()).sign("at+jwt", CLAIMS);
    var jwt = JOSE.parse(text).orElseThrow();
    assertEquals(CLAIMS, jwt.claims());
    assertEquals("at+jwt", jwt.type());
    assertEquals(key.id().value(), jwt.keyId());
    assertEquals(algorithm.word(), jwt.algorithm());
    assertTrue(JOSE.verifier(key).verifies(jwt));

    var another = key(algorithm, JOSE.make(algorithm));
    assertFalse(JOSE.verifier(another).verifies(jwt));
  }

  @ParameterizedTest
  @EnumSource
  void theLibraryOfEverybodyElseTakesItToo(SigningAlgorithm algorithm) throws Exception {
    var made = JOSE.make(algorithm);
    var text = JOSE.signer(key(algorithm, made), made.privateKey()).sign("at+jwt", CLAIMS);
    var published = JWK.parse(made.publicKey());
    assertFalse(published.isPrivate());
    assertEquals(made.id().value(), published.getKeyID());
    assertEquals(made.id().value(), published.computeThumbprint().toString());
    var set = new JWKSet(published);
    assertEquals(1, set.getKeys().size());
    if (algorithm != SigningAlgorithm.EDDSA) { // for which it needs one library more
      var verifier =
          new com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory()
              .createJWSVerifier(
                  com.nimbusds.jose.JWSHeader.parse(
                      new com.nimbusds.jose.util.Base64URL(text.split("\\.")[0])),
                  published instanceof com.nimbusds.jose.jwk.RSAKey rsa
                      ? rsa.toRSAPublicKey()
                      : published.toECKey().toECPublicKey());
      assertTrue(com.nimbusds.jose.JWSObject.parse(text).verify(verifier));
    }
  }

  @Test
  void signaturesOfEdDsaAreTheSameEveryTime() {
    var signer = JOSE.signer(key(SigningAlgorithm.EDDSA, MADE), MADE.privateKey());
    assertEquals(signer.sign("at+jwt", CLAIMS), signer.sign("at+jwt", CLAIMS));
  }

  /** Each is refused before any key is looked for, or by the key. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          an ordinary one                    | {"alg":"EdDSA","kid":"KID","typ":"at+jwt"}                          | {"a":1}         | verified
          typ is compared in lower case      | {"alg":"EdDSA","kid":"KID","typ":"AT+JWT"}                          | {"a":1}         | verified
          alg none                           | {"alg":"none","kid":"KID","typ":"at+jwt"}                           | {"a":1}         | refused by the key
          a symmetric alg                    | {"alg":"HS256","kid":"KID","typ":"at+jwt"}                          | {"a":1}         | refused by the key
          another asymmetric alg             | {"alg":"ES256","kid":"KID","typ":"at+jwt"}                          | {"a":1}         | refused by the key
          alg in another case                | {"alg":"EDDSA","kid":"KID","typ":"at+jwt"}                          | {"a":1}         | refused by the key
          a key in the header                | {"alg":"EdDSA","kid":"KID","typ":"at+jwt","jwk":{"kty":"OKP"}}      | {"a":1}         | no JWT of ours
          an address of keys in the header   | {"alg":"EdDSA","kid":"KID","typ":"at+jwt","jku":"https://evil"}     | {"a":1}         | no JWT of ours
          a certificate in the header        | {"alg":"EdDSA","kid":"KID","typ":"at+jwt","x5c":[]}                 | {"a":1}         | no JWT of ours
          something that must be understood  | {"alg":"EdDSA","kid":"KID","typ":"at+jwt","crit":["b64"]}           | {"a":1}         | no JWT of ours
          no kid                             | {"alg":"EdDSA","typ":"at+jwt"}                                      | {"a":1}         | no JWT of ours
          no typ                             | {"alg":"EdDSA","kid":"KID"}                                         | {"a":1}         | no JWT of ours
          no alg                             | {"kid":"KID","typ":"at+jwt"}                                        | {"a":1}         | no JWT of ours
          an alg that is no text             | {"alg":1,"kid":"KID","typ":"at+jwt"}                                | {"a":1}         | no JWT of ours
          alg twice                          | {"alg":"none","alg":"EdDSA","kid":"KID","typ":"at+jwt"}             | {"a":1}         | no JWT of ours
          a claim twice                      | {"alg":"EdDSA","kid":"KID","typ":"at+jwt"}                          | {"a":1,"a":2}   | no JWT of ours
          a number that is none              | {"alg":"EdDSA","kid":"KID","typ":"at+jwt"}                          | {"a":1e999}     | no JWT of ours
          claims that are a list             | {"alg":"EdDSA","kid":"KID","typ":"at+jwt"}                          | [1]             | no JWT of ours
          claims that are no JSON            | {"alg":"EdDSA","kid":"KID","typ":"at+jwt"}                          | {"a":           | no JWT of ours
          a header that is a text            | "EdDSA"                                                             | {"a":1}         | no JWT of ours
          """)
  void forms(String rule, String header, String claims, String expected) {
    var key = key(SigningAlgorithm.EDDSA, MADE);
    var text = signed(header.replace("KID", key.id().value()), claims);
    assertEquals(expected, judged(text, key));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          with padding                      | pad
          with bits that mean nothing       | bits
          in base64 that is not for URLs    | plus
          without a signature               | unsigned
          with two parts                    | two
          with four parts                   | four
          with a line break                 | break
          of another header                 | header
          of other claims                   | claims
          empty                             | empty
          """)
  void spellings(String rule, String change) {
    var key = key(SigningAlgorithm.EDDSA, MADE);
    var good = JOSE.signer(key, MADE.privateKey()).sign("at+jwt", CLAIMS);
    var parts = good.split("\\.");
    var changed =
        switch (change) {
          case "pad" -> good + "==";
          case "bits" -> {
            var last = good.charAt(good.length() - 1);
            yield good.substring(0, good.length() - 1) + (char) (last + 1);
          }
          case "plus" -> good.substring(0, good.length() - 8) + "++++++++";
          case "unsigned" -> parts[0] + "." + parts[1] + ".";
          case "two" -> parts[0] + "." + parts[1];
          case "four" -> good + ".AAAA";
          case "break" -> good + "\n";
          case "header" ->
              base64("{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"jwt\"}".formatted(key.id()))
                  + good.substring(good.indexOf('.'));
          case "claims" -> parts[0] + "." + base64("{}") + "." + parts[2];
          default -> "";
        };
    assertFalse(judged(changed, key).equals("verified"), changed);
    assertTrue(judged(good, key).equals("verified"));
  }

  @Property
  void noTextBreaksIt(@ForAll String one, @ForAll String two, @ForAll String three) {
    JOSE.parse(one);
    JOSE.parse(one + "." + two + "." + three);
    JOSE.parse(base64(one) + "." + base64(two) + "." + base64(three));
    JOSE.proof(one);
    JOSE.proof(base64(one) + "." + base64(two) + "." + base64(three));
  }

  @Test
  void whatIsSecretHidesItself() {
    assertEquals("MadeKey[hidden]", MADE.toString());
    var text = JOSE.signer(key(SigningAlgorithm.EDDSA, MADE), MADE.privateKey()).sign("x", CLAIMS);
    assertEquals("Signed[hidden]", JOSE.parse(text).orElseThrow().toString());
  }

  private static String judged(String text, SigningKey key) {
    return JOSE.parse(text)
        .map(jwt -> JOSE.verifier(key).verifies(jwt) ? "verified" : "refused by the key")
        .orElse("no JWT of ours");
  }

  /** Signed as it stands, whatever it says. */
  private static String signed(String header, String claims) {
    var signed = base64(header) + "." + base64(claims);
    try {
      var signature =
          Signatures.sign(
              com.nimbusds.jose.JWSAlgorithm.EdDSA,
              Keys.privateKey(JWK.parse(new String(MADE.privateKey(), StandardCharsets.UTF_8))),
              signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (java.text.ParseException ours) {
      throw new AssertionError(ours);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SigningKey key(SigningAlgorithm algorithm, MadeKey made) {
    return new SigningKey(
        made.id(),
        algorithm,
        made.publicKey(),
        new SealedSecret(new byte[0]),
        Instant.EPOCH,
        Instant.EPOCH,
        Duration.ZERO);
  }

  @Test
  void preparingSignsAndChecksAProof() {
    assertDoesNotThrow(new NimbusJose()::prepare);
  }
}
