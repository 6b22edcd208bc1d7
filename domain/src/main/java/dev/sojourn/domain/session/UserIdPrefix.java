package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Optional;

/**
 * What a user id begins with: up to 255 characters, none of them a control character, compared
 * exactly. The empty one is the beginning of every id.
 */
public record UserIdPrefix(String value) {

  /** The beginning of every id. */
  public static final UserIdPrefix ANY = new UserIdPrefix("");

  /**
   * @throws IllegalArgumentException if not so; text from outside goes through {@link #parse}
   */
  public UserIdPrefix {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<UserIdPrefix> parse(String text) {
    return Parsed.of(text, UserIdPrefix::fault, UserIdPrefix::new);
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 0, 255);
  }

  /** Whether an id begins so. */
  public boolean isOf(UserId id) {
    return id.value().startsWith(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
