package dev.sojourn.bootstrap.keys;

import dev.sojourn.bootstrap.StartException;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.SigningKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file of the token keys, as an operator changes it while Sojourn runs. */
public final class TokenKeysFile {
  private static final int HIGHEST = 255;

  private final Path path;

  /** At this path, or where the link at it leads. */
  public TokenKeysFile(Path path) {
    this.path = path;
  }

  /**
   * A key that was added.
   *
   * @param makesTokensFrom when nodes that have the file begin to use it
   */
  public record Added(KeyId id, Instant makesTokensFrom) {}

  /**
   * Adds a new key that is newer than all others. Remarks and the other keys stay as they are, and
   * so do owner, group and mode.
   *
   * @throws StartException if it cannot be done: the file is as it was then
   */
  public Added addNewest(SecureEntropy entropy, Instant now) {
    try {
      var file = path.toRealPath();
      // Begun before the file is read: of two who add a key at once, one is told to wait.
      try (var changed = AtomicFile.begin(file)) {
        var lines = Files.readAllLines(file);
        var id = next(lines, Files.getLastModifiedTime(file).toInstant(), now);
        changed.write(
            Stream.concat(lines.stream(), Stream.of(KeyText.write(id, entropy.serverKey())))
                .map(line -> line + "\n")
                .collect(Collectors.joining()));
        changed.belongAsBefore();
        changed.put();
        return new Added(id, Files.getLastModifiedTime(file).toInstant().plus(SigningKeys.LEAD));
      }
    } catch (FileAlreadyExistsException begun) {
      throw new StartException(
          begun.getFile() + " is there: somebody else is adding a key; delete it if nobody is",
          begun);
    } catch (IOException unusable) {
      throw new StartException("cannot change " + path + ": " + unusable, unusable);
    }
  }

  private KeyId next(List<String> lines, Instant changedAt, Instant now) {
    var read = KeyEntries.ofLines(lines).tokenKeys();
    if (!read.faults().isEmpty()) {
      throw new StartException(path + " " + String.join("; ", read.faults()));
    }
    var settledAt = changedAt.plus(SigningKeys.LEAD);
    if (read.keys().size() > 1 && now.isBefore(settledAt)) {
      // With yet another one the newest would make tokens at once, where nodes may not know it.
      throw new StartException(
          path + " has changed a short time ago: wait until " + settledAt + " with another key");
    }
    var newest = read.keys().lastKey().value();
    if (newest == HIGHEST) {
      throw new StartException(
          path + " has a key with id " + HIGHEST + ", and there is no higher one");
    }
    return new KeyId(newest + 1);
  }
}
