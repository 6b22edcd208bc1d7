package dev.sojourn.bootstrap;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.bootstrap.Keys.ApiKeySource;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Where the embedded store lives: its Postgres, and the keys that the first start made. Nobody else
 * may look into it, and one Sojourn at a time may use it.
 */
final class DataDir implements AutoCloseable {
  private static final String OWNER_ONLY_DIRECTORY = "rwx------";
  private static final String OWNER_ONLY = "rw-------";

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDir(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Takes the directory, and makes it if it is not there.
   *
   * @throws StartException if another Sojourn has it, or it cannot be written
   */
  static DataDir open(Path path) {
    try {
      Files.createDirectories(
          path,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(OWNER_ONLY_DIRECTORY)));
      var lockFile =
          FileChannel.open(
              path.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      var lock = tryLock(lockFile);
      if (lock.isEmpty()) {
        lockFile.close();
        throw new StartException(
            "another Sojourn is running on the data directory "
                + path
                + ": stop it, or give this one another SOJOURN_DATA_DIR");
      }
      return new DataDir(path, lockFile, lock.get());
    } catch (IOException unusable) {
      throw new StartException("cannot use the data directory " + path + ": " + unusable, unusable);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException byThisProcess) {
      return Optional.empty();
    }
  }

  /** Where Postgres keeps its data. */
  Path postgres() {
    return path.resolve("postgres");
  }

  /** Where the programs of Postgres are unpacked. */
  Path postgresPrograms() {
    return path.resolve("postgres-programs");
  }

  /** What Postgres says. */
  Path postgresLog() {
    return path.resolve("postgres.log");
  }

  /** The password of the embedded Postgres: other users of this machine can reach its port too. */
  Path postgresPassword(SecureEntropy entropy) {
    var file = path.resolve("postgres-password");
    if (!Files.exists(file)) {
      writeForGood(file, entropy.password() + "\n");
    }
    return file;
  }

  /** Where the server keys are in a data directory. */
  static Path tokenKeysIn(Path dataDir) {
    return dataDir.resolve("token-keys");
  }

  /** The server keys; made at the first start. */
  LiveKeys<SortedMap<KeyId, ServerKey>> tokenKeys(SecureEntropy entropy) {
    var file = tokenKeysIn(path);
    if (!Files.exists(file)) {
      writeForGood(file, KeyText.write(new KeyId(1), entropy.serverKey()) + "\n");
    }
    return KeyFile.open(file, KeyEntries::tokenKeys);
  }

  /** The keys of those who may call. */
  record MadeApiKeys(LiveKeys<List<ApiKey>> keys, ApiKeySource source) {}

  /**
   * The API keys; one is made at the first start, or after the file was deleted. It is not kept
   * until {@link #keep}: a key that nobody was shown must not stand in the way of a new one.
   */
  MadeApiKeys apiKeys(SecureEntropy entropy, Instant now) {
    var file = apiKeysFile();
    if (Files.exists(file)) {
      return new MadeApiKeys(
          KeyFile.open(file, KeyEntries::apiKeys),
          new ApiKeySource.MadeBefore(file, lastModified(file)));
    }
    var secret = entropy.apiKey();
    return new MadeApiKeys(
        KeyFile.toBeWritten(
            file, KeyEntries::apiKeys, List.of(KeyText.write(localKey(secret))), now),
        new ApiKeySource.MadeNow(secret, Optional.of(file)));
  }

  /** Keeps the hash of a key that was made. */
  void keep(ApiKey key, Instant madeAt) {
    writeForGood(apiKeysFile(), KeyText.write(key) + "\n");
    setLastModified(apiKeysFile(), madeAt);
  }

  private Path apiKeysFile() {
    return path.resolve("api-keys");
  }

  /** The key of whoever tries Sojourn on their own machine: it may do everything. */
  static ApiKey localKey(String secret) {
    return new ApiKey(new ClientId("local"), KeyHash.of(secret), Set.of(Scope.ADMIN));
  }

  private static Instant lastModified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException unreadable) {
      throw StartException.because("cannot read " + file, unreadable);
    }
  }

  private static void setLastModified(Path file, Instant at) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(at));
    } catch (IOException unwritable) {
      throw StartException.because("cannot write " + file, unwritable);
    }
  }

  /** All of it or nothing, and on the disk: what follows is made with the key. */
  private static void writeForGood(Path file, String content) {
    try {
      Files.deleteIfExists(
          WholeFile.unfinished(file)); // of an earlier start; this one has the lock
      try (var whole = WholeFile.begin(file)) {
        whole.write(content);
        whole.put();
      }
    } catch (IOException unwritable) {
      throw StartException.because("cannot write " + file, unwritable);
    }
  }

  /** Lets the next one have it. */
  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
