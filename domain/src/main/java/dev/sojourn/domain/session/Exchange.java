package dev.sojourn.domain.session;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether the tokens of a session wait for a client that began its login with PKCE (RFC 7636). */
public sealed interface Exchange {
  /** How many wrong verifiers an authorization bears before it is worth nothing any more. */
  int MOST_TRIES = 10;

  /** The login began without PKCE: the opener was given the tokens. */
  record None() implements Exchange {}

  /**
   * No token exists until the client shows its code verifier.
   *
   * @param tries how many wrong verifiers were shown, 0 to {@link #MOST_TRIES}
   */
  record Awaited(AuthorizationId authorizationId, CodeChallenge challenge, int tries)
      implements Exchange {
    /**
     * @throws IllegalArgumentException if tries is out of its range
     */
    public Awaited {
      if (tries < 0 || tries > MOST_TRIES) {
        throw new IllegalArgumentException("must have 0 to " + MOST_TRIES + " tries");
      }
    }

    boolean isSpent() {
      return tries >= MOST_TRIES;
    }

    Awaited afterWrongVerifier() {
      return new Awaited(authorizationId, challenge, tries + 1);
    }
  }

  /** The client has its tokens. The challenge stays, to recognise a second exchange. */
  record Done(AuthorizationId authorizationId, CodeChallenge challenge, Instant at)
      implements Exchange {
    public Done {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /** The login with PKCE that the session came from. */
  default Optional<AuthorizationId> authorization() {
    return switch (this) {
      case None _ -> Optional.empty();
      case Awaited awaited -> Optional.of(awaited.authorizationId());
      case Done done -> Optional.of(done.authorizationId());
    };
  }
}
