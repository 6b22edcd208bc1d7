package dev.sojourn.domain.authorization;

import dev.sojourn.domain.Parsed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a code verifier in base64url without padding, 43 characters (RFC 7636, section
 * 4.2). The method {@code plain} is not supported (RFC 9700, section 2.1.1).
 */
public record CodeChallenge(String value) {
  /** The one method there is. */
  public static final String METHOD = "S256";

  // The last of 43 characters carries 4 bits: its other 2 are zero in the one canonical spelling.
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  /**
   * @throws IllegalArgumentException if of any other form
   */
  public CodeChallenge {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<CodeChallenge> parse(String text) {
    return Parsed.of(text, CodeChallenge::fault, CodeChallenge::new);
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must be a SHA-256 in base64url without padding, 43 characters");
  }

  /** Whether the verifier is the one that this challenge was made of; in constant time. */
  public boolean isAnsweredBy(CodeVerifier verifier) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.US_ASCII),
        of(verifier).value.getBytes(StandardCharsets.US_ASCII));
  }

  /** The challenge that this verifier answers. */
  public static CodeChallenge of(CodeVerifier verifier) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.value().getBytes(StandardCharsets.US_ASCII));
      return new CodeChallenge(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
