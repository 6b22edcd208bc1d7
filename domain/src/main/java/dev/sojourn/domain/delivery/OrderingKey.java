package dev.sojourn.domain.delivery;

import dev.sojourn.domain.audit.AuditTarget;

/**
 * What events are about that have to come one after the other: a session, else a user, else the
 * subject of logins. Events of different keys do not wait for each other.
 */
public record OrderingKey(String value) {
  /** Of what an event is about. */
  public static OrderingKey of(AuditTarget about) {
    return new OrderingKey(
        about
            .sessionId()
            .map(id -> "session " + id)
            .or(() -> about.userId().map(user -> "user " + user.value()))
            .or(() -> about.subject().map(subject -> "subject " + subject.value()))
            .orElse("everybody"));
  }
}
