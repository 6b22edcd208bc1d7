package dev.sojourn.domain.session;

import dev.sojourn.domain.policy.SessionPolicy;
import java.util.Optional;

/**
 * What one session is judged by: its policy, and how it was ended together with others, if it was.
 *
 * @param cutOff how a cut-off that is in force ends the session
 */
public record EffectiveRules(SessionPolicy policy, Optional<End> cutOff) {

  /** A policy alone, for a session that is not cut off. */
  public static EffectiveRules of(SessionPolicy policy) {
    return new EffectiveRules(policy, Optional.empty());
  }

  /** The same, for a session that was ended so. */
  public EffectiveRules cutOffBy(End end) {
    return new EffectiveRules(policy, Optional.of(end));
  }
}
