package dev.sojourn.domain;

import java.util.Base64;
import java.util.Optional;

/**
 * Bytes as base64url without padding (RFC 4648, section 5). Decoders take several spellings of the
 * same bytes, with padding or with bits that mean nothing; here each has one, so that no two texts
 * are the same token.
 */
public final class UrlBase64 {
  private UrlBase64() {}

  /** The one spelling. */
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The bytes; empty for any other text than {@link #encode} writes. */
  public static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text))
          .filter(bytes -> encode(bytes).equals(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
