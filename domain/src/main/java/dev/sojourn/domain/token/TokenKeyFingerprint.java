package dev.sojourn.domain.token;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fingerprint of a server key: the first 16 bytes of a MAC that the key makes of a fixed text, as
 * 32 lower-case hexadecimal digits.
 *
 * <p>Two keys with one fingerprint are the same key. The fingerprint does not reveal the key, so a
 * store may keep it (RFC 2104: HMAC is one-way; no token and no seal is made with this text).
 */
public record TokenKeyFingerprint(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException if of any other form
   */
  public TokenKeyFingerprint {
    Parsed.require(
        FORM.matcher(value).matches()
            ? Optional.empty()
            : Optional.of("must have 32 lower-case hexadecimal digits"));
  }
}
