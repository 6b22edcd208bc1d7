package dev.sojourn.domain.policy;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a policy is called: 1 to 32 lower-case letters and digits. */
public record PolicyName(String value) implements Comparable<PolicyName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

  /** The policy that applies where none is named. */
  public static final PolicyName DEFAULT = new PolicyName("default");

  /**
   * @throws IllegalArgumentException if of any other form
   */
  public PolicyName {
    Parsed.require(fault(value));
  }

  /** Reads text from outside. */
  public static Parsed<PolicyName> parse(String text) {
    return Parsed.of(text, PolicyName::fault, PolicyName::new);
  }

  private static Optional<String> fault(String text) {
    return FORM.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("must have 1 to 32 lower-case letters and digits");
  }

  @Override
  public int compareTo(PolicyName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
