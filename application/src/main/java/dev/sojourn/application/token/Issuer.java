package dev.sojourn.application.token;

import dev.sojourn.domain.policy.SessionPolicy;
import java.util.Optional;
import java.util.function.Supplier;

/** Who issues tokens, and for whom. */
public final class Issuer {
  private final Supplier<String> name;
  private final Optional<String> audience;

  /**
   * @param name the URL; where it is not configured, known once Sojourn listens
   * @param audience whom tokens are for where the policy does not say; the issuer if absent
   */
  public Issuer(Supplier<String> name, Optional<String> audience) {
    this.name = name;
    this.audience = audience;
  }

  /** The URL that verifiers know it by (RFC 8414, section 2). */
  public String name() {
    return name.get();
  }

  /** Whom the tokens of a policy are for. */
  public String audience(SessionPolicy policy) {
    return policy.tokens().audience().or(() -> audience).orElseGet(name);
  }
}
