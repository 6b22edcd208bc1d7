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
   * The policy of the sessions that Sojourn itself opens, for operators at its console. Nobody else
   * opens one, and their tokens are of no use anywhere but there.
   */
  public static final PolicyName CONSOLE = new PolicyName("console");

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
