package dev.sojourn.application.port;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;

/** What must not be guessed, or not come twice. */
public interface Entropy {
  /** An id that no other session has, of the time that it is given. */
  SessionId sessionId(Instant now);

  /** 32 random bytes. */
  Secret secret();

  /** An id with at least 128 random bits. */
  AuthorizationId authorizationId();
}
