package dev.sojourn.application.token;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Jose;
import dev.sojourn.application.port.Jose.MadeKey;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Sees to it that there is always a key to sign with, and that it is replaced in time: on schedule,
 * or when an operator asks for it. Any number of nodes may do it at once.
 */
public final class RotateSigningKeys {
  private final SigningKeyStore store;
  private final SigningKeyRing ring;
  private final Jose jose;
  private final Supplier<KeyRing> serverKeys;
  private final SigningAlgorithm algorithm;
  private final Duration rotation;
  private final Duration longestToken;
  private final Executor workers;
  private final InstantSource clock;

  /**
   * @param rotation how long a key signs
   * @param workers where keys are made, which takes a while
   */
  public RotateSigningKeys(
      SigningKeyStore store,
      SigningKeyRing ring,
      Jose jose,
      Supplier<KeyRing> serverKeys,
      SigningAlgorithm algorithm,
      Duration rotation,
      Policies policies,
      Executor workers,
      InstantSource clock) {
    this.store = store;
    this.ring = ring;
    this.jose = jose;
    this.serverKeys = serverKeys;
    this.algorithm = algorithm;
    this.rotation = rotation;
    this.longestToken =
        policies.all().stream()
            .flatMap(policy -> policy.tokens().accessTokenLifetime().stream())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    this.workers = workers;
    this.clock = clock;
  }

  /** When the new key of a rotation signs. */
  public enum When {
    /** After every verifier has had time to fetch it. */
    PUBLISHED_FIRST,
    /** At once, because the old one may have leaked. */
    AT_ONCE
  }

  /**
   * Does what is due, and has this node know the keys as they are.
   *
   * @return the key that was published, if one was due
   */
  public CompletionStage<Optional<SigningKey>> keepUp() {
    return store
        .all()
        .thenCompose(this::keepUp)
        .thenCompose(published -> ring.published().thenApply(_ -> published));
  }

  private CompletionStage<Optional<SigningKey>> keepUp(SigningKeys keys) {
    var now = clock.instant();
    if (dueAt(keys, now).isPresent()) {
      return succeed();
    }
    return keys.tidied(now, longestToken).equals(keys)
        ? CompletableFuture.completedFuture(Optional.empty())
        : tidy();
  }

  /** A key that no server key opens signs nothing, so another is needed as if it were not there. */
  private Optional<Instant> dueAt(SigningKeys keys, Instant now) {
    var ours = new SigningKeys(keys.all().stream().filter(ring::opens).toList());
    return ours.successorDue(now, rotation, algorithm);
  }

  private CompletionStage<Optional<SigningKey>> succeed() {
    return made()
        .thenCompose(
            made ->
                store.update(
                    keys -> {
                      var now = clock.instant();
                      var tidied = keys.tidied(now, longestToken);
                      var sweeper = Cause.sweeper(now);
                      // Looked at again: another node may have been faster.
                      return dueAt(tidied, now)
                          .map(signsFrom -> key(made, now, signsFrom))
                          .map(key -> Decision.store(tidied.and(key), Optional.of(key), sweeper))
                          .orElseGet(() -> Decision.store(tidied, Optional.empty(), sweeper));
                    }));
  }

  private CompletionStage<Optional<SigningKey>> tidy() {
    return store.update(
        keys -> {
          var now = clock.instant();
          return Decision.store(
              keys.tidied(now, longestToken), Optional.empty(), Cause.sweeper(now));
        });
  }

  /** Publishes a new key on demand. Completes when it is durable, and this node knows it. */
  public CompletionStage<SigningKey> rotate(When when, Initiator by) {
    return made()
        .thenCompose(
            made ->
                store.update(
                    keys -> {
                      var now = clock.instant();
                      var key =
                          key(
                              made,
                              now,
                              switch (when) {
                                case AT_ONCE -> now;
                                case PUBLISHED_FIRST -> now.plus(SigningKeys.LEAD);
                              });
                      return Decision.store(
                          keys.tidied(now, longestToken).and(key), key, by.at(now));
                    }))
        .thenCompose(key -> ring.published().thenApply(_ -> key));
  }

  /** What came of withdrawing a key. */
  public enum Withdrawal {
    WITHDRAWN,
    UNKNOWN,
    /** It signs, and there is no other to sign in its place. */
    NEEDED
  }

  /**
   * Takes a key back that has leaked: from now on what it signed is refused here, and on all other
   * nodes within the bound of revocations.
   */
  public CompletionStage<Withdrawal> withdraw(KeyThumbprint id, Initiator by) {
    return store
        .<Withdrawal>update(
            keys -> {
              var now = clock.instant();
              var without = keys.without(id);
              if (without.equals(keys)) {
                return Decision.unchanged(Withdrawal.UNKNOWN);
              }
              return without.signer(now).isEmpty()
                  ? Decision.unchanged(Withdrawal.NEEDED)
                  : Decision.store(without, Withdrawal.WITHDRAWN, by.at(now));
            })
        .thenCompose(withdrawal -> ring.published().thenApply(_ -> withdrawal));
  }

  /** All keys, as they are in the store at an instant. */
  public record Shown(SigningKeys keys, Instant at) {}

  /** All keys, as they are in the store now. */
  public CompletionStage<Shown> list() {
    return ring.published().thenApply(keys -> new Shown(keys, clock.instant()));
  }

  private CompletionStage<MadeKey> made() {
    return CompletableFuture.supplyAsync(() -> jose.make(algorithm), workers);
  }

  private SigningKey key(MadeKey made, Instant now, Instant signsFrom) {
    return new SigningKey(
        made.id(),
        algorithm,
        made.publicKey(),
        serverKeys.get().seal(SigningKeyRing.PURPOSE, made.privateKey()),
        now,
        signsFrom,
        longestToken);
  }
}
