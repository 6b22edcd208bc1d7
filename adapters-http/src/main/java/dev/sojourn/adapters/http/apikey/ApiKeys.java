package dev.sojourn.adapters.http.apikey;

import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.domain.session.ClientId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The clients that may call. */
public final class ApiKeys {
  private final Supplier<List<ApiKey>> keys;

  /**
   * @param keys as they are at the time
   */
  public ApiKeys(Supplier<List<ApiKey>> keys) {
    this.keys = keys;
  }

  /** The client that has this key. Looks at every key, so that the time tells nothing of which. */
  public Optional<ApiKey> find(String presented) {
    var hash = KeyHash.of(presented);
    Optional<ApiKey> found = Optional.empty();
    for (var key : keys.get()) {
      if (key.hash().equals(hash)) {
        found = Optional.of(key);
      }
    }
    return found;
  }

  /** The client of this name whose key has this {@linkplain ApiKey#fingerprint fingerprint}. */
  public Optional<ApiKey> known(ClientId name, String fingerprint) {
    return keys.get().stream()
        .filter(key -> key.name().equals(name) && key.fingerprint().equals(fingerprint))
        .findFirst();
  }

  /** All of them; none tells its key. */
  public List<ApiKey> all() {
    return keys.get();
  }

  /** The same as finding by key, when the name of the client is presented as well (HTTP Basic). */
  public Optional<ApiKey> find(String name, String presented) {
    return find(presented).filter(key -> key.name().value().equals(name));
  }
}
