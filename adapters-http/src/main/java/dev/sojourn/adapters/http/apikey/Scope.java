package dev.sojourn.adapters.http.apikey;

import java.util.Arrays;
import java.util.Optional;

/** What an API key allows. */
public enum Scope {
  SESSIONS_READ("sessions:read"),
  SESSIONS_WRITE("sessions:write"),
  SESSIONS_REVOKE("sessions:revoke"),
  LOGINS_WRITE("logins:write"),
  AUDIT_READ("audit:read"),
  /** To fetch the events of the subscriber that has the key's name. */
  EVENTS_POLL("events:poll"),
  /** To read /metrics where it is not open to everybody. */
  METRICS_READ("metrics:read"),
  /** No right but a restriction of all others: to the sessions of the key's own client. */
  SESSIONS_OWN("sessions:own"),
  /** All of the others too, but for {@link #SESSIONS_OWN}, which it cannot be together with. */
  ADMIN("admin");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /** The word in the configuration. */
  public String word() {
    return word;
  }

  /** The scope that has this word. */
  public static Optional<Scope> ofWord(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
  }
}
