package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which session: a UUID of version 7 (RFC 9562, section 5.7), so ids sort by their time of opening.
 */
public record SessionId(UUID value) implements Comparable<SessionId> {
  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  /**
   * @throws IllegalArgumentException if of another version or variant
   */
  public SessionId {
    if (value.version() != 7 || value.variant() != 2) {
      throw new IllegalArgumentException("must be a UUID of version 7");
    }
  }

  /** Reads the canonical, lower-case form. */
  public static Parsed<SessionId> parse(String text) {
    return Parsed.of(text, SessionId::fault, valid -> new SessionId(UUID.fromString(valid)));
  }

  private static Optional<String> fault(String text) {
    return CANONICAL.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must be a UUID of version 7 in lower case");
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
