package dev.sojourn.domain.token;

import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The keys that sign JWTs, one after the other without a gap.
 *
 * <pre>
 * published ──{@link #LEAD}──> signs ────rotation────> its successor signs ──longest token + {@link #STALE}──> gone
 * </pre>
 *
 * <p>So a verifier that has fetched the keys within the lead knows each key before it meets a token
 * of it, and has it for as long as such a token may come.
 */
public final class SigningKeys {
  /** How long verifiers may keep what they were shown: what the JWKS says in its max-age. */
  public static final Duration KEPT_BY_VERIFIERS = Duration.ofMinutes(5);

  /** From the publication of a key to its first signature. */
  public static final Duration LEAD = KEPT_BY_VERIFIERS.multipliedBy(2);

  /** How far behind a node may be in what signs: it looks far more often. */
  public static final Duration STALE = Duration.ofMinutes(5);

  private static final Comparator<SigningKey> BY_TURN =
      Comparator.comparing(SigningKey::signsFrom)
          .thenComparing(SigningKey::publishedAt)
          .thenComparing(key -> key.id().value());

  private final List<SigningKey> keys;

  public SigningKeys(List<SigningKey> keys) {
    this.keys = keys.stream().sorted(BY_TURN).toList();
  }

  /** All, in the order of their turns. */
  public List<SigningKey> all() {
    return keys;
  }

  /** The one that signs now. */
  public Optional<SigningKey> signer(Instant now) {
    return keys.reversed().stream().filter(key -> !now.isBefore(key.signsFrom())).findFirst();
  }

  /** The one of this id. */
  public Optional<SigningKey> find(String id) {
    return keys.stream().filter(key -> key.id().value().equals(id)).findFirst();
  }

  /**
   * When a successor is to sign, if it is to be published now: at once if there is no key, a lead
   * from now if the algorithm has been changed, and a rotation after the newest.
   */
  public Optional<Instant> successorDue(
      Instant now, Duration rotation, SigningAlgorithm algorithm) {
    if (keys.isEmpty()) {
      return Optional.of(now);
    }
    var newest = keys.getLast();
    if (now.isBefore(newest.signsFrom())) {
      return Optional.empty(); // one is on its way; also keeps nodes that disagree from a race
    }
    var due = newest.signsFrom().plus(rotation);
    if (newest.algorithm() != algorithm || !now.plus(LEAD).isBefore(due)) {
      var earliest = now.plus(LEAD);
      return Optional.of(newest.algorithm() == algorithm && due.isAfter(earliest) ? due : earliest);
    }
    return Optional.empty();
  }

  /** With one more. */
  public SigningKeys and(SigningKey key) {
    var more = new ArrayList<>(keys);
    more.add(key);
    return new SigningKeys(more);
  }

  /** Without the one of this id. */
  public SigningKeys without(KeyThumbprint id) {
    return new SigningKeys(keys.stream().filter(key -> !key.id().equals(id)).toList());
  }

  /** As they are to be kept: those that sign know how long tokens live, those that are done go. */
  public SigningKeys tidied(Instant now, Duration longestToken) {
    var kept = new ArrayList<SigningKey>();
    for (var turn = 0; turn < keys.size(); turn++) {
      var key = keys.get(turn);
      if (turn == keys.size() - 1) {
        kept.add(key.signingTokensOf(longestToken));
        continue;
      }
      var supersededAt = keys.get(turn + 1).signsFrom();
      if (now.isBefore(supersededAt.plus(STALE))) {
        key = key.signingTokensOf(longestToken);
      }
      if (now.isBefore(supersededAt.plus(STALE).plus(key.longestToken()))) {
        kept.add(key);
      }
    }
    return new SigningKeys(kept);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKeys those && keys.equals(those.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return keys.toString();
  }
}
