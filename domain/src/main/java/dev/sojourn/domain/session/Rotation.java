package dev.sojourn.domain.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where the tokens of a session stand.
 *
 * @param secret what they are derived from; a new one voids all earlier tokens
 * @param generation the newest that was handed out
 * @param seen the newest that has come back, so that its client is known to have received it; never
 *     beyond {@code generation}
 * @param rotatedAt when the newest was handed out first, in whole milliseconds
 * @param terms on what terms they are made
 */
public record Rotation(
    Secret secret,
    Generation generation,
    Optional<Generation> seen,
    Instant rotatedAt,
    TokenTerms terms) {

  /**
   * @throws IllegalArgumentException if a generation was seen that was not handed out
   */
  public Rotation {
    rotatedAt = rotatedAt.truncatedTo(ChronoUnit.MILLIS);
    if (seen.isPresent() && !generation.isAtLeast(seen.get())) {
      throw new IllegalArgumentException("seen_generation must not be beyond generation");
    }
  }

  /** The first tokens of a secret, which nobody has seen yet. */
  static Rotation first(Secret secret, TokenTerms terms, Instant now) {
    return new Rotation(secret, Generation.FIRST, Optional.empty(), now, terms);
  }

  /** One further than the presented token, which by being presented was seen. */
  Rotation from(Generation presented, Instant now) {
    return new Rotation(secret, presented.next(), Optional.of(presented), now, terms);
  }

  Rotation on(TokenTerms changed) {
    return new Rotation(secret, generation, seen, rotatedAt, changed);
  }

  /** After a token came back; one that is ahead of this store proves nothing about ours. */
  Rotation sighted(Generation came) {
    return !generation.isAtLeast(came) || hasSeen(came)
        ? this
        : new Rotation(secret, generation, Optional.of(came), rotatedAt, terms);
  }

  /** Whether this generation or a later one has come back. */
  public boolean hasSeen(Generation other) {
    return seen.isPresent() && seen.get().isAtLeast(other);
  }
}
