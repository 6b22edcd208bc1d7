package dev.sojourn.interop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A client's key that its tokens are bound to (RFC 9449). */
record ProvenKey(ECKey key) {
  static ProvenKey generate() throws JOSEException {
    return new ProvenKey(new ECKeyGenerator(Curve.P_256).generate());
  }

  String thumbprint() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException everyEcKeyHasOne) {
      throw new IllegalStateException(everyEcKeyHasOne);
    }
  }

  /** For one request (section 4.2). */
  String proof(String method, String uri, String accessToken)
      throws JOSEException, NoSuchAlgorithmException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(key.toPublicJWK())
            .build();
    var hash =
        MessageDigest.getInstance("SHA-256")
            .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
    var claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", uri)
            .claim("ath", Base64URL.encode(hash).toString())
            .issueTime(Date.from(Instant.now()))
            .build();
    var proof = new SignedJWT(header, claims);
    proof.sign(new ECDSASigner(key));
    return proof.serialize();
  }
}
