package dev.sojourn.domain.session;

/**
 * Whether the presenter of a token of a session has the key that it is bound to (RFC 9449). What is
 * not {@link Proven} changes nothing and ends nothing: a bound token is worth nothing to a thief.
 */
public sealed interface Possession {
  /** Nothing is missing. The session may be bound by it from now on. */
  record Proven(Session session) implements Possession {}

  /** A proof is needed, and there is none. */
  record Missing() implements Possession {}

  /** The proof is of another key. */
  record OtherKey() implements Possession {}
}
