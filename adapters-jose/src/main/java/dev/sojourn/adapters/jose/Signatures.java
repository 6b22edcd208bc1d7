package dev.sojourn.adapters.jose;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.JWSAlgorithm;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs and verifies with the Amazon Corretto Crypto Provider, and with the JDK's own where that
 * does not run: an Ed25519 signature takes some 10 us with the one and 500 us with the other.
 * Nimbus' own signer for Ed25519 would need a further library that is slower than both.
 */
final class Signatures {
  private static final Logger LOG = System.getLogger(Signatures.class.getName());

  /** What JOSE calls a signature, and what the JDK calls it (RFC 7518, section 3.1; RFC 8037). */
  private static final Map<JWSAlgorithm, String> NAMES =
      Map.of(
          JWSAlgorithm.EdDSA, "Ed25519",
          JWSAlgorithm.Ed25519, "Ed25519",
          JWSAlgorithm.ES256, "SHA256withECDSAinP1363Format",
          JWSAlgorithm.ES384, "SHA384withECDSAinP1363Format",
          JWSAlgorithm.RS256, "SHA256withRSA");

  private static final Optional<Provider> CORRETTO = corretto();

  private Signatures() {}

  /** The algorithms that there are; all are asymmetric. */
  static Set<JWSAlgorithm> algorithms() {
    return NAMES.keySet();
  }

  private static Optional<Provider> corretto() {
    try {
      var provider = AmazonCorrettoCryptoProvider.INSTANCE;
      if (provider.getLoadingError() == null) {
        return Optional.of(provider);
      }
      LOG.log(Level.INFO, "signs with the JDK's own cryptography, which is slower");
    } catch (LinkageError | RuntimeException notForThisMachine) {
      LOG.log(Level.INFO, "signs with the JDK's own cryptography, which is slower");
    }
    return Optional.empty();
  }

  private static Signature instance(JWSAlgorithm algorithm) {
    var name = NAMES.get(algorithm);
    if (name == null) {
      throw new IllegalArgumentException("no signature is called " + algorithm);
    }
    if (CORRETTO.isPresent()) {
      try {
        return Signature.getInstance(name, CORRETTO.get());
      } catch (NoSuchAlgorithmException unknownToIt) {
        // the JDK knows it
      }
    }
    try {
      return Signature.getInstance(name);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  static byte[] sign(JWSAlgorithm algorithm, PrivateKey key, byte[] content) {
    try {
      var signature = instance(algorithm);
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (InvalidKeyException | SignatureException notOurKey) {
      throw new IllegalStateException(notOurKey);
    }
  }

  static boolean verifies(
      JWSAlgorithm algorithm, PublicKey key, byte[] content, byte[] signatureBytes) {
    try {
      var signature = instance(algorithm);
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(signatureBytes);
    } catch (InvalidKeyException | SignatureException malformed) {
      return false;
    }
  }
}
