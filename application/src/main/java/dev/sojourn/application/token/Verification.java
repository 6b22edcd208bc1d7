package dev.sojourn.application.token;

import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.AccessToken;
import java.time.Instant;

/** What an access token is worth. */
public sealed interface Verification {
  /** It stands for a session that lives. */
  record Active(Session session, AccessToken token, Instant at) implements Verification {}

  /** It is authentic, and its session is over. */
  record Ended(EndReason reason) implements Verification {}

  /** It is authentic and too old; a refresh gives a new one. */
  record Expired() implements Verification {}

  /** It is good, but the person must prove anew or better who they are (RFC 9470). */
  record Insufficient(AuthenticationDemand demand) implements Verification {}

  /** It is bound to a key, and comes without a proof of it, or as if it were when it is not. */
  record Unproven() implements Verification {}

  /** It is authentic, and the proof that came with it is not accepted. */
  record ProofRefused(ProofRefusal refusal) implements Verification {}

  /** No token of ours, or of a session that is forgotten, or from before a re-authentication. */
  record Unknown() implements Verification {}
}
