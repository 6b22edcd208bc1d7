package dev.sojourn.bootstrap;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;

/** A client with a key of its own, which proves that it has it (RFC 9449). */
final class DpopClient {
  private final ECKey key;

  DpopClient() {
    try {
      key = new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  String thumbprint() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  /** A proof for this request. */
  String proof(String method, String uri, Instant now) {
    return proof(method, uri, now, _ -> {});
  }

  /** A proof that comes with an access token. */
  String proof(String method, String uri, Instant now, String accessToken) {
    return proof(method, uri, now, claims -> claims.claim("ath", hash(accessToken)));
  }

  String proof(String method, String uri, Instant now, Consumer<JWTClaimsSet.Builder> more) {
    var claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", uri)
            .issueTime(Date.from(now));
    more.accept(claims);
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType("dpop+jwt"))
                  .jwk(key.toPublicJWK())
                  .build(),
              claims.build());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException ours) {
      throw new AssertionError(ours);
    }
  }

  private static String hash(String accessToken) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(accessToken.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
