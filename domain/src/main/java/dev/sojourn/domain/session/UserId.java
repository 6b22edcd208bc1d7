package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whom a session belongs to: 1 to 255 characters, none of them a control character, compared
 * exactly.
 */
public record UserId(String value) {
  private static final String OPERATOR = "console:";

  /**
   * @throws IllegalArgumentException if not so; text from outside goes through {@link #parse}
   */
  public UserId {
    Parsed.require(fault(value));
  }

  /**
   * Reads text from outside, which must not be {@code .} or {@code ..}: no path can name such a
   * user. A store that has one from before that rule still reads it.
   */
  public static Parsed<UserId> parse(String text) {
    return Parsed.of(text, given -> Text.pathFault(given).or(() -> fault(given)), UserId::new);
  }

  /** An operator of the console, who is known by an API key. */
  public static UserId ofOperator(ClientId key) {
    return new UserId(OPERATOR + key);
  }

  /** Whether it is an operator of the console: {@code console:} and the name of an API key. */
  public boolean isOperators() {
    return value.startsWith(OPERATOR);
  }

  private static Optional<String> fault(String text) {
    return Text.fault(text, 1, 255);
  }

  /**
   * The order of ids by their code points, which is that of their UTF-8 bytes; surrogates make the
   * order of Java's strings another one.
   */
  public static final Comparator<UserId> BY_CODE_POINTS =
      (one, other) -> Arrays.compare(points(one), points(other));

  private static int[] points(UserId id) {
    return id.value().codePoints().toArray();
  }

  @Override
  public String toString() {
    return value;
  }
}
