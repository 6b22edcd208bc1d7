package dev.sojourn.bootstrap.keys;

import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.keys.KeyEntries.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of keys, one a line, that is read again when it has changed. When what is in it cannot be
 * used, the keys that were there before stay in force.
 *
 * <p>Safe for any thread.
 */
public final class KeyFile<K> implements LiveKeys<K> {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

  private final Path path;
  private final Function<KeyEntries, Read<K>> read;
  private volatile Content<K> content;
  private List<String> seen;
  private List<String> postponed = List.of();

  private KeyFile(
      Path path, Function<KeyEntries, Read<K>> read, List<String> lines, Instant changedAt) {
    var found = read.apply(KeyEntries.ofLines(lines));
    if (!found.faults().isEmpty()) {
      throw new StartException(path + " " + String.join("; ", found.faults()));
    }
    this.path = path;
    this.read = read;
    this.seen = lines;
    this.content = new Content<>(found.keys(), changedAt);
  }

  /**
   * Reads the file.
   *
   * @throws StartException if it cannot be read or used
   */
  public static <K> KeyFile<K> open(Path path, Function<KeyEntries, Read<K>> read) {
    try {
      return new KeyFile<>(path, read, Files.readAllLines(path), changedAt(path));
    } catch (IOException unreadable) {
      throw StartException.because("cannot read " + path, unreadable);
    }
  }

  /** A file that is not there yet, and what will be in it. */
  public static <K> KeyFile<K> toBeWritten(
      Path path, Function<KeyEntries, Read<K>> read, List<String> lines, Instant now) {
    return new KeyFile<>(path, read, lines, now);
  }

  private static Instant changedAt(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toInstant();
  }

  @Override
  public Content<K> content() {
    return content;
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(path);
  }

  @Override
  public synchronized void look(Function<K, Optional<String>> refusal) {
    try {
      var lines = Files.readAllLines(path);
      if (lines.equals(seen)) {
        return;
      }
      var changedAt = changedAt(path);
      var found = read.apply(KeyEntries.ofLines(lines));
      if (!found.faults().isEmpty()) {
        stay(lines, "{} {}; the keys that were there before stay in force", found.faults());
        return;
      }
      var refused = refusalOf(found.keys(), lines, refusal);
      if (refused.isEmpty()) {
        return;
      }
      if (!refused.get().isEmpty()) {
        stay(lines, "{}: {}; the keys that were there before stay in force", refused.get());
        return;
      }
      seen = lines;
      content = new Content<>(found.keys(), changedAt);
      LOG.info("the keys in {} have changed", path);
    } catch (IOException unreadable) {
      if (!seen.isEmpty()) {
        seen = List.of();
        LOG.warn("cannot read {}; the keys that were there before stay in force", path);
      }
    }
  }

  private void stay(List<String> lines, String message, List<String> faults) {
    seen = lines;
    LOG.warn(message, path, String.join("; ", faults));
  }

  /** At most one reason; empty if that cannot be told yet, which is logged once for the lines. */
  private Optional<List<String>> refusalOf(
      K keys, List<String> lines, Function<K, Optional<String>> refusal) {
    try {
      return Optional.of(refusal.apply(keys).stream().toList());
    } catch (RuntimeException notYet) {
      if (!lines.equals(postponed)) {
        postponed = lines;
        LOG.warn(
            "{} has changed, and the store does not answer: its keys are compared with the store"
                + " first, and until then the keys that were there before stay in force",
            path);
      }
      return Optional.empty();
    }
  }
}
