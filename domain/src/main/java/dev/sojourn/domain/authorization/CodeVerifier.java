package dev.sojourn.domain.authorization;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret that a client makes at the start of a PKCE login and shows at the exchange.
 *
 * <p>43 to 128 characters of {@code A-Z a-z 0-9 - . _ ~} (RFC 7636, section 4.1). {@code toString}
 * hides it.
 */
public record CodeVerifier(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /**
   * @throws IllegalArgumentException if of any other form; the message does not repeat the text
   */
  public CodeVerifier {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<CodeVerifier> parse(String text) {
    return Parsed.of(text, CodeVerifier::fault, CodeVerifier::new);
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must have 43 to 128 characters of A-Z a-z 0-9 - . _ ~");
  }

  @Override
  public String toString() {
    return "CodeVerifier[hidden]";
  }
}
