package dev.sojourn.domain.policy;

/**
 * Where the tokens of a session are worth something, which the policy of the session decides: with
 * applications, or at the console of Sojourn (ADR 18). A token of one audience is unknown to the
 * other.
 */
public enum TokenAudience {
  /** All endpoints of the API, proxies and {@code /account}. */
  APPLICATIONS,
  /** {@code /console}, for operators. */
  CONSOLE;

  /** The audience of the tokens of a policy's sessions. */
  public static TokenAudience of(PolicyName policy) {
    return policy.equals(PolicyName.CONSOLE) ? CONSOLE : APPLICATIONS;
  }

  /** Whether the tokens of a policy's sessions are for this audience. */
  public boolean takes(PolicyName policy) {
    return of(policy) == this;
  }
}
