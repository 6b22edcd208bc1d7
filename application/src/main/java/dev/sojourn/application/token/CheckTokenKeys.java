package dev.sojourn.application.token;

import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.application.port.TokenKeyStore;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.TokenKeyFingerprint;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Compares the token keys of a configuration with those that the store has seen. A key id that
 * names another key than before would have every earlier token refused, on this node or on the
 * others, and nothing would say why.
 */
public final class CheckTokenKeys {
  private final TokenKeyStore tokenKeys;
  private final SigningKeyStore signingKeys;
  private final InstantSource clock;

  public CheckTokenKeys(TokenKeyStore tokenKeys, SigningKeyStore signingKeys, InstantSource clock) {
    this.tokenKeys = tokenKeys;
    this.signingKeys = signingKeys;
    this.clock = clock;
  }

  /**
   * The differences between configured keys and the store.
   *
   * @param replaced ids that the store knows with another key: not to be used
   * @param missing ids of keys that sealed signing keys of the store and that are not configured,
   *     or are configured with another key
   */
  public record Findings(SortedSet<KeyId> replaced, SortedSet<KeyId> missing) {
    public Findings {
      replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
      missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
    }
  }

  /** Compares keys with what was read from a store, and changes nothing. */
  public static Findings compare(
      KeyRing configured,
      Map<KeyId, TokenKeyFingerprint> stored,
      Collection<SigningKey> signingKeys) {
    var replaced = new TreeSet<KeyId>();
    configured
        .fingerprints()
        .forEach(
            (id, fingerprint) -> {
              if (!stored.getOrDefault(id, fingerprint).equals(fingerprint)) {
                replaced.add(id);
              }
            });
    var missing = new TreeSet<KeyId>();
    signingKeys.stream()
        .filter(key -> configured.open(SigningKeyRing.PURPOSE, key.privateKey()).isEmpty())
        .forEach(key -> key.privateKey().keyId().ifPresent(missing::add));
    return new Findings(replaced, missing);
  }

  /**
   * Compares keys with the store. Ids that are new to the store are stored, so that from now on
   * every node refuses another key for them; if any id is replaced, none is.
   */
  public CompletionStage<Findings> check(KeyRing configured) {
    return tokenKeys
        .all()
        .thenCompose(
            stored ->
                compare(configured, stored, List.of()).replaced().isEmpty()
                    ? claim(configured, stored)
                    : CompletableFuture.completedFuture(stored))
        .thenCompose(
            stored -> signingKeys.all().thenApply(keys -> compare(configured, stored, keys.all())));
  }

  /** What the store has once all ids of the configuration are there; other nodes may be first. */
  private CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> claim(
      KeyRing configured, SortedMap<KeyId, TokenKeyFingerprint> stored) {
    var now = clock.instant();
    CompletionStage<SortedMap<KeyId, TokenKeyFingerprint>> all =
        CompletableFuture.completedFuture(new TreeMap<>(stored));
    for (var entry : configured.fingerprints().entrySet()) {
      if (!stored.containsKey(entry.getKey())) {
        all =
            all.thenCombine(
                tokenKeys.claim(entry.getKey(), entry.getValue(), now),
                (known, fingerprint) -> {
                  known.put(entry.getKey(), fingerprint);
                  return known;
                });
      }
    }
    return all;
  }
}
