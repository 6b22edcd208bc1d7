package dev.sojourn.bootstrap.embedded;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.keys.AtomicFile;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeyFile;
import dev.sojourn.bootstrap.keys.KeyText;
import dev.sojourn.bootstrap.keys.Keys.ApiKeySource;
import dev.sojourn.bootstrap.keys.LiveKeys;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Where the embedded store lives: its Postgres, and the keys that the first start made. Nobody else
 * may look into it, and one Sojourn at a time may use it. What other users could have written is
 * refused (PostgreSQL, section 18.2: the data directory belongs to the server's user alone).
 */
public final class DataDir implements AutoCloseable {
  private static final String OWNER_ONLY_DIRECTORY = "rwx------";
  private static final String OWNER_ONLY = "rw-------";

  private static final String LOCK = "lock";
  private static final String API_KEYS = "api-keys";
  private static final String TOKEN_KEYS = "token-keys";
  private static final String PASSWORD = "postgres-password";
  private static final String POSTGRES = "postgres";
  private static final String LOG = "postgres.log";

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDir(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** All that is read in it. What Postgres keeps is below its own directory, which it checks. */
  private static final List<String> READ =
      List.of(LOCK, API_KEYS, TOKEN_KEYS, PASSWORD, POSTGRES, LOG);

  /**
   * What other users could have written or can read of a data directory that is there, each with
   * the command that mends it, on one line.
   *
   * @throws IOException if that cannot be told
   */
  public static List<String> faults(Path path) throws IOException {
    var ofDirectory = Ownership.fault(path);
    if (ofDirectory.isPresent()) {
      return List.of(ofDirectory.get());
    }
    var faults = new ArrayList<String>();
    for (var name : READ) {
      var file = path.resolve(name);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Ownership.fault(file).ifPresent(faults::add);
      }
    }
    return List.copyOf(faults);
  }

  /**
   * Takes the directory, and makes it if it is not there.
   *
   * @throws StartException if another Sojourn has it, if it cannot be written, or if other users
   *     could have written or can read something in it
   */
  public static DataDir open(Path path) {
    try {
      Files.createDirectories(
          path,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(OWNER_ONLY_DIRECTORY)));
      closeLog(path);
      var faults = faults(path);
      if (!faults.isEmpty()) {
        throw new StartException(
            "the data directory is not safe from other users: " + String.join("; ", faults));
      }
      var lockFile =
          FileChannel.open(
              path.resolve(LOCK),
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

  /** Earlier versions left the log of Postgres open to be read. */
  private static void closeLog(Path path) throws IOException {
    var log = path.resolve(LOG);
    if (Ownership.fault(path).isEmpty()
        && Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(log).equals(Files.getOwner(path))) {
      Files.setPosixFilePermissions(log, PosixFilePermissions.fromString(OWNER_ONLY));
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
    return path.resolve(POSTGRES);
  }

  /**
   * Where the programs of Postgres are unpacked. What unpacks them opens that directory to
   * everybody, so it is inside of one that is not open. Programs that other users could have
   * written, as with earlier versions, are deleted, to be unpacked again.
   *
   * @throws StartException if it cannot be made
   */
  public Path postgresPrograms() {
    var programs = path.resolve("postgres-programs");
    try {
      if (Files.exists(programs, LinkOption.NOFOLLOW_LINKS)
          && (!Files.isDirectory(programs, LinkOption.NOFOLLOW_LINKS)
              || Ownership.isOpen(programs))) {
        delete(programs);
      }
      Files.createDirectories(
          programs,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(OWNER_ONLY_DIRECTORY)));
      return programs.resolve("unpacked");
    } catch (IOException unusable) {
      throw StartException.because("cannot make " + programs, unusable);
    }
  }

  /** Deletes all of it; links are deleted, and not what they lead to. */
  private static void delete(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      for (var each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /**
   * What Postgres says, made if it is not there: a program that appends to it would let others read
   * it.
   *
   * @throws StartException if it cannot be made
   */
  public Path postgresLog() {
    var log = path.resolve(LOG);
    try {
      if (!Files.exists(log)) {
        Files.createFile(
            log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      }
      return log;
    } catch (IOException unusable) {
      throw StartException.because("cannot make " + log, unusable);
    }
  }

  /** The password of the embedded Postgres: other users of this machine can reach its port too. */
  public Path postgresPassword(SecureEntropy entropy) {
    var file = path.resolve(PASSWORD);
    if (!Files.exists(file)) {
      writeForGood(file, entropy.password() + "\n");
    }
    return file;
  }

  /** Where the server keys are in a data directory. */
  public static Path tokenKeysIn(Path dataDir) {
    return dataDir.resolve(TOKEN_KEYS);
  }

  /** The server keys; made at the first start. */
  public LiveKeys<SortedMap<KeyId, ServerKey>> tokenKeys(SecureEntropy entropy) {
    var file = tokenKeysIn(path);
    if (!Files.exists(file)) {
      writeForGood(file, KeyText.write(new KeyId(1), entropy.serverKey()) + "\n");
    }
    return KeyFile.open(file, KeyEntries::tokenKeys);
  }

  /** The keys of those who may call. */
  public record MadeApiKeys(LiveKeys<List<ApiKey>> keys, ApiKeySource source) {}

  /**
   * The API keys; one is made at the first start, or after the file was deleted. It is not kept
   * until {@link #keep}: a key that nobody was shown must not stand in the way of a new one.
   */
  public MadeApiKeys apiKeys(SecureEntropy entropy, Instant now) {
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
  public void keep(ApiKey key, Instant madeAt) {
    writeForGood(apiKeysFile(), KeyText.write(key) + "\n");
    setLastModified(apiKeysFile(), madeAt);
  }

  private Path apiKeysFile() {
    return path.resolve(API_KEYS);
  }

  /** The key of a person who tries Sojourn on their own machine: it may do everything. */
  public static ApiKey localKey(String secret) {
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
          AtomicFile.unfinished(file)); // of an earlier start; this one has the lock
      try (var whole = AtomicFile.begin(file)) {
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
