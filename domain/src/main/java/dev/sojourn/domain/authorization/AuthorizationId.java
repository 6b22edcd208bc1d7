package dev.sojourn.domain.authorization;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Optional;

/** Which login with PKCE: 1 to 64 characters, not to be guessed. */
public record AuthorizationId(String value) {

  /**
   * @throws IllegalArgumentException if not so; text from outside goes through {@link #parse}
   */
  public AuthorizationId {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<AuthorizationId> parse(String text) {
    return Parsed.of(text, AuthorizationId::fault, AuthorizationId::new);
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 1, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
