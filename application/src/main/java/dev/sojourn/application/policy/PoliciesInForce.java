package dev.sojourn.application.policy;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Session;
import java.util.Collection;

/** The policies as they are configured, together with what has been cut off meanwhile. */
public final class PoliciesInForce {
  private final Policies policies;
  private final CutOffStore cutOffs;

  public PoliciesInForce(Policies policies, CutOffStore cutOffs) {
    this.policies = policies;
    this.cutOffs = cutOffs;
  }

  /** What a session is judged by now. */
  public EffectiveRules rulesFor(Session session) {
    var rules = EffectiveRules.of(of(session));
    return cutOffs
        .inForce()
        .ending(session)
        .map(cutOff -> rules.cutOffBy(cutOff.end()))
        .orElse(rules);
  }

  /** The policy of a session. */
  public SessionPolicy of(Session session) {
    return policies.named(session.policy());
  }

  /** As it is configured; {@code default} for one that is not. */
  public SessionPolicy named(PolicyName name) {
    return policies.named(name);
  }

  /** As they are configured. */
  public Collection<SessionPolicy> all() {
    return policies.all();
  }

  /** Whether a policy of this name is configured. */
  public boolean has(PolicyName name) {
    return policies.has(name);
  }

  /** Whether sessions may be over that nobody has looked at. */
  public boolean haveCutOffs() {
    return !cutOffs.inForce().isEmpty();
  }
}
