package dev.sojourn.domain.session;

/** What comes of presenting an exchange code with a code verifier. */
public sealed interface ExchangeOutcome {
  /** The one time that tokens are handed out. */
  record Exchanged(Session session) implements ExchangeOutcome {}

  /** The session is over: it was before, or this second exchange ended it. */
  record Refused(Session session) implements ExchangeOutcome {}

  /** The verifier does not answer the challenge; counted while the exchange is awaited. */
  record WrongVerifier(Session session) implements ExchangeOutcome {}

  /** Too many wrong verifiers came before; even the right one is too late. */
  record TooManyTries() implements ExchangeOutcome {}

  /** The code was presented after its 60 seconds. */
  record CodeExpired() implements ExchangeOutcome {}

  /** The same client taps twice within the overlap: nothing is handed out, nothing ends. */
  record AlreadyExchanged() implements ExchangeOutcome {}

  /** No session, or a tag that does not verify: proves nothing, changes nothing. */
  record Unknown() implements ExchangeOutcome {}
}
