package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which session: a UUID of version 7 (RFC 9562, section 5.7), so ids sort by their time of opening.
 */
public record SessionId(UUID value) implements Comparable<SessionId> {
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  /**
   * @throws IllegalArgumentException if of another version or variant
   */
  public SessionId {
    if (value.version() != 7 || value.variant() != 2) {
      throw new IllegalArgumentException("must be a UUID of version 7");
    }
  }

  /** Reads either case (RFC 9562, section 4); {@link #toString} has lower case. */
  public static Parsed<SessionId> parse(String text) {
    return Parsed.of(text, SessionId::fault, valid -> new SessionId(UUID.fromString(valid)));
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must be a UUID of version 7");
  }

  /** In the order of the bytes, which is that of the database and of time. */
  @Override
  public int compareTo(SessionId other) {
    var high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
