package dev.sojourn.application.port;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.util.Optional;

/**
 * The cryptography and forms of JOSE (RFC 7515 to 7519), which the use cases leave to a library.
 */
public interface Jose {

  /** A new pair of keys. Takes up to a second of a processor, so not for an event loop. */
  MadeKey make(SigningAlgorithm algorithm);

  /**
   * A pair of keys; {@code toString} hides the private one.
   *
   * @param id the thumbprint of the public key (RFC 7638)
   * @param publicKey as a JWK in JSON, with kid, alg and use
   * @param privateKey in a form that {@link #signer} reads
   */
  record MadeKey(KeyThumbprint id, String publicKey, byte[] privateKey) {
    @Override
    public String toString() {
      return "MadeKey[hidden]";
    }
  }

  /** Signs with a key. */
  Signer signer(SigningKey key, byte[] privateKey);

  /** Signs claims. Safe for any thread. */
  @FunctionalInterface
  interface Signer {
    /**
     * @param type the typ of the header, such as {@code at+jwt}
     */
    String sign(String type, Json.Object claims);
  }

  /** Checks with a key. */
  Verifier verifier(SigningKey key);

  /** Checks what was signed. Safe for any thread. */
  @FunctionalInterface
  interface Verifier {
    /** Whether the signature is of this key, by its algorithm. */
    boolean verifies(Signed jwt);
  }

  /**
   * A JWT in its parts, nothing of which is proven yet.
   *
   * @param text as it came
   * @param keyId the kid
   * @param type the typ, in lower case
   */
  record Signed(String text, String keyId, String algorithm, String type, Json.Object claims) {
    @Override
    public String toString() {
      return "Signed[hidden]";
    }
  }

  /**
   * The parts of a JWT in compact form. Empty if the text is none, is spelled in a way that we do
   * not write (padding, bits that mean nothing, a name twice), or its header says anything that
   * ours does not: only alg, kid and typ.
   */
  Optional<Signed> parse(String text);

  /**
   * A DPoP proof whose form is right and whose signature is of the key that it brings (RFC 9449,
   * section 4.3, points 2 to 7); what it is for is yet to be compared. Empty if anything is wrong.
   */
  Optional<DpopProof> proof(String text);
}
