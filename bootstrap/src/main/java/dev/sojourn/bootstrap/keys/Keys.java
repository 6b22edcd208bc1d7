package dev.sojourn.bootstrap.keys;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** The keys that Sojourn runs with, as they are at the time. */
public record Keys(
    LiveKeys<List<ApiKey>> apiKeys,
    LiveKeys<SortedMap<KeyId, ServerKey>> tokenKeys,
    ApiKeySource source) {

  /**
   * Finds out whether any have changed. Blocks, so not on an event loop.
   *
   * @param tokenKeyRefusal why changed token keys cannot be used, if they cannot
   */
  public void look(Function<SortedMap<KeyId, ServerKey>, Optional<String>> tokenKeyRefusal) {
    apiKeys.look(_ -> Optional.empty());
    tokenKeys.look(tokenKeyRefusal);
  }

  /** Where the API keys come from, as it is told at start. */
  public sealed interface ApiKeySource {
    /** From the configuration. */
    record Configured() implements ApiKeySource {}

    /**
     * This start made one. This is the only time that it can be shown.
     *
     * @param file keeps its hash; empty if nothing does
     */
    record MadeNow(String key, Optional<Path> file) implements ApiKeySource {
      @Override
      public String toString() {
        return "MadeNow[hidden]";
      }
    }

    /** An earlier start made one, and showed it. */
    record MadeBefore(Path file, Instant at) implements ApiKeySource {}
  }
}
