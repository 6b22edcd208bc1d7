package dev.sojourn.application.port;

import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;

/** Where a search goes on: after this session, in the order of opening, latest first. */
public record Position(Instant createdAt, SessionId id) {

  /** The position of a session. */
  public static Position of(Session session) {
    return new Position(session.times().createdAt(), session.id());
  }
}
