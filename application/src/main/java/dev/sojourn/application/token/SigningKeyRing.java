package dev.sojourn.application.token;

import dev.sojourn.application.port.Jose;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys as this node knows them, ready to sign and to check.
 *
 * <p>What it knows is used as long as the store tells of no change ({@link
 * SigningKeyStore#changes}), so that a key that was withdrawn or replaced on another node is heeded
 * here within the bound of revocations. A token of a key that it does not know has it look into the
 * store before it refuses. However many such tokens come, one look is under way at a time; who
 * comes meanwhile shares the next one.
 *
 * <p>Safe for any thread.
 */
public final class SigningKeyRing {
  /** What private keys are sealed for. */
  static final String PURPOSE = "signing key";

  private final SigningKeyStore store;
  private final Jose jose;
  private final Supplier<KeyRing> serverKeys;
  private final Supplier<Executor> callers;

  private volatile @Nullable Known known;
  private @Nullable CompletableFuture<Known> underWay;
  private @Nullable CompletableFuture<Known> next;

  /**
   * @param callers where the one who calls at the time goes on: what is shared is found by another
   */
  public SigningKeyRing(
      SigningKeyStore store, Jose jose, Supplier<KeyRing> serverKeys, Supplier<Executor> callers) {
    this.store = store;
    this.jose = jose;
    this.serverKeys = serverKeys;
    this.callers = callers;
  }

  /** A key with what it takes to use it; no signer if no server key opens it. */
  private record Usable(SigningKey key, Optional<Jose.Signer> signer, Jose.Verifier verifier) {}

  /**
   * @param asOf how many changes had been heard of before the store was looked into
   */
  private record Known(SigningKeys keys, Map<String, Usable> usable, OptionalLong asOf) {
    Optional<Jose.Verifier> verifier(String keyId) {
      return Optional.ofNullable(usable.get(keyId)).map(Usable::verifier);
    }

    Optional<Signing> signer(Instant now) {
      return keys.all().reversed().stream()
          .filter(key -> !now.isBefore(key.signsFrom()))
          .flatMap(key -> Optional.ofNullable(usable.get(key.id().value())).stream())
          .flatMap(each -> each.signer().map(signer -> new Signing(each.key(), signer)).stream())
          .findFirst();
    }
  }

  /** What signs now. */
  public record Signing(SigningKey key, Jose.Signer signer) {}

  /**
   * What signs now. Fails if there is nothing: then no key has ever been made, or none can be
   * opened with the server keys that there are.
   */
  public CompletionStage<Signing> signing(Instant now) {
    var signer = atHand().flatMap(keys -> keys.signer(now));
    return signer.isPresent()
        ? CompletableFuture.completedFuture(signer.get())
        : look().thenApply(fresh -> fresh.signer(now).orElseThrow(NoSigningKey::new));
  }

  /** There is no key to sign with; the schedule makes one within its interval. */
  public static final class NoSigningKey extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoSigningKey() {
      super("there is no signing key yet that a server key of ours opens");
    }
  }

  /** What checks the signatures of a key; empty if no such key is published. */
  public CompletionStage<Optional<Jose.Verifier>> verifier(String keyId) {
    var verifier = verifierAtHand(keyId);
    return verifier.isPresent()
        ? CompletableFuture.completedFuture(verifier)
        : look()
            .thenApply(fresh -> fresh.verifier(keyId))
            .exceptionallyCompose(
                failure -> // perhaps the first to find out that the store is away
                verifierAtHand(keyId)
                        .<CompletionStage<Optional<Jose.Verifier>>>map(
                            known -> CompletableFuture.completedFuture(Optional.of(known)))
                        .orElseGet(() -> CompletableFuture.failedFuture(failure)));
  }

  private Optional<Jose.Verifier> verifierAtHand(String keyId) {
    return atHand().flatMap(keys -> keys.verifier(keyId));
  }

  /** What is known, unless something has changed since, or may have. */
  private Optional<Known> atHand() {
    var changes = store.changes();
    return Optional.ofNullable(known)
        .filter(keys -> changes.isPresent() && keys.asOf().equals(changes));
  }

  /** The keys as they are in the store now; this node knows them from then on. */
  public CompletionStage<SigningKeys> published() {
    return look().thenApply(Known::keys);
  }

  /** Whether this node can sign with a key. */
  boolean opens(SigningKey key) {
    return serverKeys.get().open(PURPOSE, key.privateKey()).isPresent();
  }

  private CompletionStage<Known> look() {
    var caller = callers.get();
    return shared().thenApplyAsync(known -> known, caller);
  }

  /** Looks into the store: not at what a look found that began before this call. */
  private synchronized CompletionStage<Known> shared() {
    if (underWay == null) {
      return begin();
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private CompletableFuture<Known> begin() {
    var looking = new CompletableFuture<Known>();
    underWay = looking;
    var asOf = store.changes();
    store
        .all()
        .thenApply(keys -> usable(keys, asOf))
        .whenComplete(
            (found, failure) -> {
              ended();
              if (failure == null) {
                known = found;
                looking.complete(found);
              } else {
                looking.completeExceptionally(failure);
              }
            });
    return looking;
  }

  private synchronized void ended() {
    underWay = null;
    var waiting = next;
    next = null;
    if (waiting != null) {
      begin()
          .whenComplete(
              (found, failure) -> {
                if (failure == null) {
                  waiting.complete(found);
                } else {
                  waiting.completeExceptionally(failure);
                }
              });
    }
  }

  /** Keys that were known before are not made ready anew. */
  private Known usable(SigningKeys keys, OptionalLong asOf) {
    var before = known;
    Function<SigningKey, Usable> ready =
        key -> {
          var held = before == null ? null : before.usable().get(key.id().value());
          return held != null && held.signer().isPresent() ? held : ready(key);
        };
    var usable = new HashMap<String, Usable>();
    keys.all().forEach(key -> usable.put(key.id().value(), ready.apply(key)));
    return new Known(keys, Map.copyOf(usable), asOf);
  }

  private Usable ready(SigningKey key) {
    return new Usable(
        key,
        serverKeys.get().open(PURPOSE, key.privateKey()).map(opened -> jose.signer(key, opened)),
        jose.verifier(key));
  }
}
