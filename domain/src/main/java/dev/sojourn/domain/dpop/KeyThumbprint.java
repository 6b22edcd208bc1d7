package dev.sojourn.domain.dpop;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/** The SHA-256 of a client's public key in base64url: 43 characters (RFC 7638; RFC 9449, 6.1). */
public record KeyThumbprint(String value) {
  // The last of 43 characters has two bits that mean nothing, and are zero.
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  /**
   * @throws IllegalArgumentException if of any other form
   */
  public KeyThumbprint {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<KeyThumbprint> parse(String text) {
    return Parsed.of(text, KeyThumbprint::fault, KeyThumbprint::new);
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must be the SHA-256 thumbprint of a key, 43 characters of base64url");
  }

  @Override
  public String toString() {
    return value;
  }
}
