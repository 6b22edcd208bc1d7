package dev.sojourn.adapters.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Keys of the JDK as JWKs (RFC 7517, RFC 8037), and back. */
public final class Keys {
  private static final int RSA_BITS = 2048;

  /**
   * The smallest RSA key that is taken (RFC 7518, section 3.3), and the largest that is waited for.
   */
  private static final int MOST_RSA_BITS = 4096;

  /** Verifying takes as long as the exponent has bits; 65537 is what everybody uses. */
  private static final int MOST_EXPONENT_BYTES = 8;

  private static final int ED25519_LENGTH = 32;

  /** What stands before the 32 bytes in the encodings of RFC 8410. */
  private static final byte[] ED25519_PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] ED25519_PRIVATE =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private Keys() {}

  /** A new pair for an algorithm, as a JWK with its private part. */
  static JWK make(JWSAlgorithm algorithm) {
    try {
      if (algorithm.equals(JWSAlgorithm.EdDSA)) {
        return okp(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
      }
      if (algorithm.equals(JWSAlgorithm.ES256)) {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
            .privateKey((ECPrivateKey) pair.getPrivate())
            .build();
      }
      if (algorithm.equals(JWSAlgorithm.RS256)) {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        var pair = generator.generateKeyPair();
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
            .privateKey((RSAPrivateKey) pair.getPrivate())
            .build();
      }
      throw new IllegalArgumentException("no keys are made for " + algorithm);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static OctetKeyPair okp(KeyPair pair) {
    var encodedPublic = pair.getPublic().getEncoded();
    var encodedPrivate = pair.getPrivate().getEncoded();
    return new OctetKeyPair.Builder(
            Curve.Ed25519,
            Base64URL.encode(
                Arrays.copyOfRange(encodedPublic, ED25519_PUBLIC.length, encodedPublic.length)))
        .d(
            Base64URL.encode(
                Arrays.copyOfRange(encodedPrivate, ED25519_PRIVATE.length, encodedPrivate.length)))
        .build();
  }

  /** The public key; empty if it is none that fits the algorithm. */
  static Optional<PublicKey> publicKey(JWK jwk, JWSAlgorithm algorithm) {
    try {
      return switch (jwk) {
        case OctetKeyPair okp when isEdDsa(algorithm) && okp.getCurve().equals(Curve.Ed25519) ->
            ed25519(okp);
        case ECKey ec
            when ec.getCurve().equals(Curve.P_256) && algorithm.equals(JWSAlgorithm.ES256)
                || ec.getCurve().equals(Curve.P_384) && algorithm.equals(JWSAlgorithm.ES384) ->
            Optional.of(ec.toECPublicKey());
        case RSAKey rsa
            when algorithm.equals(JWSAlgorithm.RS256)
                && rsa.size() >= RSA_BITS
                && rsa.size() <= MOST_RSA_BITS
                && rsa.getPublicExponent().decode().length <= MOST_EXPONENT_BYTES ->
            Optional.of(rsa.toRSAPublicKey());
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException | JOSEException | IllegalStateException noSuchKey) {
      return Optional.empty();
    }
  }

  private static boolean isEdDsa(JWSAlgorithm algorithm) {
    return algorithm.equals(JWSAlgorithm.EdDSA) || algorithm.equals(JWSAlgorithm.Ed25519);
  }

  private static Optional<PublicKey> ed25519(OctetKeyPair okp) throws GeneralSecurityException {
    var x = okp.getDecodedX();
    return x.length == ED25519_LENGTH
        ? Optional.of(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(joined(ED25519_PUBLIC, x))))
        : Optional.empty();
  }

  /** The private key of one that {@link #make} made. */
  static PrivateKey privateKey(JWK jwk) {
    try {
      return switch (jwk) {
        case OctetKeyPair okp ->
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(
                    new PKCS8EncodedKeySpec(joined(ED25519_PRIVATE, okp.getDecodedD())));
        case ECKey ec -> ec.toECPrivateKey();
        case RSAKey rsa -> rsa.toRSAPrivateKey();
        default -> throw new IllegalArgumentException("no key of ours");
      };
    } catch (GeneralSecurityException | JOSEException notOurs) {
      throw new IllegalArgumentException("no key of ours", notOurs);
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    var both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
