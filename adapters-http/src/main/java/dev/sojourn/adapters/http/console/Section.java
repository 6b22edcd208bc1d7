package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.apikey.Scope;
import java.util.Arrays;
import java.util.List;

/** What the console has, in the order of its navigation. */
public enum Section {
  OVERVIEW("Overview", "/console/overview", Scope.SESSIONS_READ),
  SESSIONS("Sessions", "/console/sessions", Scope.SESSIONS_READ),
  USERS("Users", "/console/users", Scope.SESSIONS_READ),
  LOCKOUTS("Lockouts", "/console/lockouts", Scope.LOGINS_WRITE),
  CUT_OFFS("Cut-off", "/console/cut-offs", Scope.ADMIN),
  SUBSCRIBERS("Subscribers", "/console/subscribers", Scope.AUDIT_READ),
  POLICIES("Policies", "/console/policies", Scope.SESSIONS_READ),
  AUDIT("Audit", "/console/audit", Scope.AUDIT_READ),
  KEYS("Keys", "/console/keys", Scope.ADMIN);

  private final String label;
  private final String path;
  private final Scope scope;

  Section(String label, String path, Scope scope) {
    this.label = label;
    this.path = path;
    this.scope = scope;
  }

  public String label() {
    return label;
  }

  public String path() {
    return path;
  }

  /** Those that an operator may see. */
  public static List<Section> of(Operator operator) {
    return Arrays.stream(values()).filter(section -> operator.may(section.scope)).toList();
  }
}
