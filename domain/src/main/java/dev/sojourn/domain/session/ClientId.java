package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Optional;

/** Which client opened a session: the name of its API key, 1 to 64 characters. */
public record ClientId(String value) {

  /**
   * @throws IllegalArgumentException if not so; text from outside goes through {@link #parse}
   */
  public ClientId {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<ClientId> parse(String text) {
    return Parsed.of(text, ClientId::fault, ClientId::new);
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 1, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
