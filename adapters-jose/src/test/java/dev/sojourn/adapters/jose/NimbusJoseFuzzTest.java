package dev.sojourn.adapters.jose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.sojourn.application.port.Jose.MadeKey;
import dev.sojourn.application.port.Jose.Signed;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Text;
import dev.sojourn.domain.UrlBase64;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What anybody can send as a JWT or a proof, rightly signed as well. */
class NimbusJoseFuzzTest {
  private static final NimbusJose JOSE = new NimbusJose();
  private static final MadeKey MADE = JOSE.make(SigningAlgorithm.EDDSA);
  private static final SigningKey KEY =
      new SigningKey(
          MADE.id(),
          SigningAlgorithm.EDDSA,
          MADE.publicKey(),
          new SealedSecret(new byte[0]),
          Instant.EPOCH,
          Instant.EPOCH,
          Duration.ZERO);

  @FuzzTest
  void aTextThatNobodySignedIsNothing(@NotNull String text) {
    JOSE.parse(text).ifPresent(jwt -> assertFalse(JOSE.verifier(KEY).verifies(jwt)));
    assertEquals(Optional.empty(), JOSE.proof(text));
  }

  @FuzzTest
  void aJwtHasOneSpelling(
      @InRange(min = 0, max = 250) int from,
      @InRange(min = 0, max = 250) int until,
      @NotNull String instead) {
    var good =
        JOSE.signer(KEY, MADE.privateKey())
            .sign("at+jwt", new Json.Object(Map.of("sub", new Json.Text("ada"))));
    var start = Math.min(Math.min(from, until), good.length());
    var end = Math.min(Math.max(from, until), good.length());
    var changed = good.substring(0, start) + instead + good.substring(end);

    assertTrue(verifies(good));
    assertEquals(changed.equals(good), verifies(changed), changed);
  }

  private static boolean verifies(String text) {
    return JOSE.parse(text).filter(JOSE.verifier(KEY)::verifies).isPresent();
  }

  @FuzzTest
  void signedClaimsAreReadAsTheyAreWrittenOrNotAtAll(
      @NotNull String header, @NotNull String claims) {
    JOSE.parse(signed(header, claims)).ifPresent(NimbusJoseFuzzTest::assertReadAsWritten);
    JOSE.parse(signed("{\"alg\":\"EdDSA\",\"kid\":\"1\",\"typ\":\"at+jwt\"}", claims))
        .ifPresent(
            jwt -> {
              assertTrue(JOSE.verifier(KEY).verifies(jwt));
              assertReadAsWritten(jwt);
            });
  }

  private static void assertReadAsWritten(Signed jwt) {
    if (Text.unpairedSurrogate(jwt.claims().compact()).isPresent()) {
      return; // escapes can spell half a character, and UTF-8 cannot
    }
    var again = JOSE.parse(JOSE.signer(KEY, MADE.privateKey()).sign("at+jwt", jwt.claims()));
    assertEquals(Optional.of(jwt.claims()), again.map(Signed::claims));
  }

  @FuzzTest
  void aProofOfAnyKeyIsReadOrRefused(@NotNull String algorithm, @NotNull String jwk) {
    var header =
        "{\"typ\":\"dpop+jwt\",\"alg\":%s,\"jwk\":%s}"
            .formatted(new Json.Text(algorithm).compact(), jwk);
    JOSE.proof(signed(header, "{\"jti\":\"1\",\"htm\":\"GET\",\"htu\":\"https://a.b/\",\"iat\":1}"))
        .ifPresent(proof -> assertEquals(MADE.id(), proof.key(), "signed by no other key"));
  }

  @FuzzTest
  void aProofOfAnyClaimsIsReadOrRefused(@NotNull String claims) {
    var header =
        "{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":%s}".formatted(publicJwk().toJSONString());
    JOSE.proof(signed(header, claims))
        .ifPresent(
            proof -> {
              assertEquals(MADE.id(), proof.key());
              assertTrue(!proof.id().isEmpty() && proof.id().length() <= 256);
              assertFalse(proof.issuedAt().isBefore(Instant.EPOCH));
              assertTrue(proof.goodUntil().isAfter(proof.issuedAt()));
            });
  }

  /** Signed as it stands, whatever it says. */
  private static String signed(String header, String claims) {
    var signed = base64(header) + "." + base64(claims);
    return signed
        + "."
        + UrlBase64.encode(
            Signatures.sign(
                JWSAlgorithm.EdDSA,
                Keys.privateKey(jwk()),
                signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String base64(String text) {
    return UrlBase64.encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JWK publicJwk() {
    return jwk().toPublicJWK();
  }

  private static JWK jwk() {
    try {
      return JWK.parse(new String(MADE.privateKey(), StandardCharsets.UTF_8));
    } catch (ParseException ours) {
      throw new AssertionError(ours);
    }
  }
}
