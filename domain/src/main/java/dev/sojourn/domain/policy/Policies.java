package dev.sojourn.domain.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies in force, by name; there is always one named {@code default}. */
public final class Policies {
  private final SortedMap<PolicyName, SessionPolicy> byName;
  private final SessionPolicy defaultPolicy;

  /**
   * @throws IllegalArgumentException if none is named default, or two have one name
   */
  public Policies(Collection<SessionPolicy> policies) {
    var sorted = new TreeMap<PolicyName, SessionPolicy>();
    for (var policy : policies) {
      if (sorted.put(policy.name(), policy) != null) {
        throw new IllegalArgumentException("two policies are named " + policy.name());
      }
    }
    var standard = sorted.get(PolicyName.DEFAULT);
    if (standard == null) {
      throw new IllegalArgumentException("no policy is named default");
    }
    byName = Collections.unmodifiableSortedMap(sorted);
    defaultPolicy = standard;
  }

  /** The policy of this name; {@code default} for one that is not configured (any more). */
  public SessionPolicy named(PolicyName name) {
    return byName.getOrDefault(name, defaultPolicy);
  }

  /** Whether a policy of this name is configured. */
  public boolean has(PolicyName name) {
    return byName.containsKey(name);
  }

  /** All, in the order of their names. */
  public Collection<SessionPolicy> all() {
    return byName.values();
  }
}
