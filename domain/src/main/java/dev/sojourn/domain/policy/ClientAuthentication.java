package dev.sojourn.domain.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether tokens are given out, exchanged and revoked only to the authenticated client that opened
 * their session (RFC 6749, section 2.3; ASVS 5.0, 10.4.10).
 */
public enum ClientAuthentication {
  /** The holder of a refresh token, or of a code and its verifier, may use it: public clients. */
  OFF,
  /** Confidential clients: the API key of the client that opened the session is needed. */
  REQUIRED;

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that has this word. */
  public static Optional<ClientAuthentication> ofWord(String word) {
    return Arrays.stream(values()).filter(value -> value.word().equals(word)).findFirst();
  }
}
