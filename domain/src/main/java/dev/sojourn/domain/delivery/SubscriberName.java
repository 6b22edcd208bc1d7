package dev.sojourn.domain.delivery;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/** What somebody is called who is told of events: 1 to 32 lower-case letters and digits. */
public record SubscriberName(String value) implements Comparable<SubscriberName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

  /**
   * @throws IllegalArgumentException if of any other form
   */
  public SubscriberName {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<SubscriberName> parse(String text) {
    return Parsed.of(text, SubscriberName::fault, SubscriberName::new);
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must have 1 to 32 lower-case letters and digits");
  }

  @Override
  public int compareTo(SubscriberName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
