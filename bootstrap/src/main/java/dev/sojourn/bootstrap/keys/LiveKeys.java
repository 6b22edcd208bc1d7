package dev.sojourn.bootstrap.keys;

import dev.sojourn.bootstrap.keys.KeyEntries.Read;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Keys that may change while Sojourn runs. */
public interface LiveKeys<K> {
  /**
   * The keys as they are.
   *
   * @param changedAt since when
   */
  record Content<K>(K keys, Instant changedAt) {}

  Content<K> content();

  /**
   * Finds out whether they have changed. Blocks, so not on an event loop.
   *
   * @param refusal why changed keys cannot be used, if they cannot; one that throws is asked again
   *     at the next look
   */
  default void look(Function<K, Optional<String>> refusal) {}

  /** The file that they are read from, if they are. */
  default Optional<Path> file() {
    return Optional.empty();
  }

  static <K> LiveKeys<K> of(KeySource<K> source, Function<KeyEntries, Read<K>> read) {
    return switch (source) {
      case KeySource.Given<K>(var keys) -> {
        var always = new Content<>(keys, Instant.EPOCH);
        yield () -> always;
      }
      case KeySource.InFile<K>(var path) -> KeyFile.open(path, read);
    };
  }
}
