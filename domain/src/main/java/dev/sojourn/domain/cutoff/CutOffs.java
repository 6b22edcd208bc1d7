package dev.sojourn.domain.cutoff;

import dev.sojourn.domain.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All cut-offs that are in force: one for a scope, the one that reaches furthest. */
public final class CutOffs {
  /** Nothing is cut off. */
  public static final CutOffs NONE = new CutOffs(List.of());

  private final Map<Scope, CutOff> byScope;

  public CutOffs(Collection<CutOff> cutOffs) {
    byScope = new HashMap<>();
    cutOffs.forEach(cutOff -> byScope.merge(cutOff.scope(), cutOff, CutOff::or));
  }

  /** The one that ends a session, if any does; of several the one that did so first. */
  public Optional<CutOff> ending(Session session) {
    if (byScope.isEmpty()) {
      return Optional.empty();
    }
    Optional<CutOff> first = Optional.empty();
    for (var scope : Scope.of(session)) {
      var cutOff = byScope.get(scope);
      if (cutOff != null
          && !session.authentication().at().isAfter(cutOff.before())
          && first.stream().noneMatch(other -> !cutOff.since().isBefore(other.since()))) {
        first = Optional.of(cutOff);
      }
    }
    return first;
  }

  /** The one of a scope. */
  public Optional<CutOff> of(Scope scope) {
    return Optional.ofNullable(byScope.get(scope));
  }

  /** All, in no particular order. */
  public List<CutOff> all() {
    return List.copyOf(byScope.values());
  }

  public boolean isEmpty() {
    return byScope.isEmpty();
  }

  /** With one more; of two for a scope, the one that reaches further stays. */
  public CutOffs and(CutOff cutOff) {
    var all = new ArrayList<>(byScope.values());
    all.add(cutOff);
    return new CutOffs(all);
  }

  /** With this one for its scope, whatever there was. */
  public CutOffs with(CutOff cutOff) {
    var all = new ArrayList<>(byScope.values());
    all.removeIf(other -> other.scope().equals(cutOff.scope()));
    all.add(cutOff);
    return new CutOffs(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CutOffs those && byScope.equals(those.byScope);
  }

  @Override
  public int hashCode() {
    return byScope.hashCode();
  }

  @Override
  public String toString() {
    return byScope.values().toString();
  }
}
