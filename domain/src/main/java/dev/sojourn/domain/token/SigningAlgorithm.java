package dev.sojourn.domain.token;

import java.util.Arrays;
import java.util.Optional;

/** How JWTs are signed (RFC 7518, section 3.1; RFC 8037). */
public enum SigningAlgorithm {
  /** Ed25519: the smallest and fastest. */
  EDDSA("EdDSA"),
  /** ECDSA on P-256. */
  ES256("ES256"),
  /** RSA of 2048 bits, for clients that know nothing else. */
  RS256("RS256");

  private final String word;

  SigningAlgorithm(String word) {
    this.word = word;
  }

  /** The word in the configuration, SQL and JSON: the {@code alg} of JOSE. */
  public String word() {
    return word;
  }

  /** The algorithm that has this word. */
  public static Optional<SigningAlgorithm> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }
}
