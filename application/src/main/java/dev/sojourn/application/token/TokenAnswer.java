package dev.sojourn.application.token;

import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.time.Instant;

/** What a client gets for a refresh token or an exchange code. */
public sealed interface TokenAnswer {
  /** Tokens. */
  record Issued(Session session, TokenPair tokens, Instant at) implements TokenAnswer {}

  /** Nothing: the session is over, and the client may tell its user why. */
  record Ended(EndReason reason) implements TokenAnswer {}

  /** Nothing yet: a proof of the client's key is needed (RFC 9449, section 5). */
  record ProofMissing() implements TokenAnswer {}

  /** Nothing: the proof of the client's key that came is not accepted. */
  record ProofRefused(ProofRefusal refusal) implements TokenAnswer {}

  /** Nothing: the policy of the session wants its client to authenticate. */
  record ClientUnauthenticated() implements TokenAnswer {}

  /** Nothing, and no word about what exactly was wrong. */
  record Invalid() implements TokenAnswer {}
}
