package dev.sojourn.application.token;

import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.Session;
import java.time.Instant;
import java.util.Optional;

/** What a resource server is told of a token (RFC 7662, section 2.2). */
public sealed interface Introspection {
  /** Nothing but that it is worth nothing. */
  record Inactive() implements Introspection {}

  /** It would be worth something, if the person proved anew or better who they are (RFC 9470). */
  record Insufficient(AuthenticationDemand demand) implements Introspection {}

  /**
   * It is worth something.
   *
   * @param issuedAt when its generation was handed out, if it is the newest
   * @param expiresAt when it is worth nothing any more, if nothing happens until then
   */
  record Active(
      Session session,
      SessionPolicy policy,
      TokenKind kind,
      Optional<Instant> issuedAt,
      Instant expiresAt)
      implements Introspection {}

  /** Which of the two it is. */
  enum TokenKind {
    ACCESS,
    REFRESH
  }
}
