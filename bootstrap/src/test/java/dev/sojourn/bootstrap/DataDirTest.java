package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.bootstrap.embedded.DataDir;
import dev.sojourn.bootstrap.keys.Keys.ApiKeySource.MadeBefore;
import dev.sojourn.bootstrap.keys.Keys.ApiKeySource.MadeNow;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.token.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in the data directory, and who may have it. */
class DataDirTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");

  private final SecureEntropy entropy = new SecureEntropy();
  @TempDir Path parent;
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = parent.resolve("with a space").resolve("data");
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve(file)));
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    try (var dir = DataDir.open(path)) {
      dir.tokenKeys(entropy);
      dir.postgresPassword(entropy);
      dir.keep(dir.apiKeys(entropy, T0).keys().content().keys().getFirst(), T0);
    }
    assertEquals("rwx------", permissions("."));
    assertEquals("rw-------", permissions("token-keys"));
    assertEquals("rw-------", permissions("api-keys"));
    assertEquals("rw-------", permissions("postgres-password"));
  }

  @Test
  void whatAnotherUserCouldHaveWrittenOrCanReadIsRefusedWithWhatMendsIt() throws IOException {
    DataDir.open(path).close();
    chmod(".", "rwxrwxrwx");
    assertRefused(path + " has mode 0777, so that", ": chmod 0700 " + path);
    chmod(".", "rwxr-xr-x");
    assertRefused(path + " has mode 0755, so that", ": chmod 0700 " + path);
    chmod(".", "rwx------");
    for (var name : List.of("api-keys", "token-keys", "postgres-password")) {
      var file = Files.writeString(path.resolve(name), "");
      chmod(name, "rw-r--r--");
      assertRefused(file + " has mode 0644, so that", ": chmod 0600 " + file);
      chmod(name, "rw--w----");
      assertRefused(file + " has mode 0620, so that", ": chmod 0600 " + file);
      Files.delete(file);
    }
    var postgres = Files.createDirectory(path.resolve("postgres"));
    chmod("postgres", "rwxrwx---");
    assertRefused(postgres + " has mode 0770, so that", ": chmod 0700 " + postgres);
  }

  @Test
  void aGroupMayReadItAsPostgresAllowsIt() throws IOException {
    DataDir.open(path).close();
    chmod(".", "rwxr-x---");
    Files.writeString(path.resolve("api-keys"), "");
    chmod("api-keys", "rw-r-----");
    DataDir.open(path).close();
  }

  @Test
  void whatBelongsToAnotherUserIsRefused() throws IOException {
    assumeTrue(new UnixSystem().getUid() == 0, "only root gives files away");
    DataDir.open(path).close();
    var keys = Files.writeString(path.resolve("api-keys"), "");
    chmod("api-keys", "rw-------");
    Files.setAttribute(keys, "unix:uid", 12_345);
    assertRefused(keys + " belongs to 12345, and Sojourn runs as", "to a directory of this user");
    Files.delete(keys);
    Files.createSymbolicLink(keys, Files.writeString(parent.resolve("elsewhere"), ""));
    Files.setAttribute(keys, "unix:uid", 12_345, LinkOption.NOFOLLOW_LINKS);
    assertRefused(keys + " is a symbolic link of 12345: rm " + keys, "");
    Files.setAttribute(path, "unix:uid", 12_345);
    assertRefused(path + " belongs to 12345", "to a directory of this user");
  }

  @Test
  void aLinkOfTheUserIsFollowedAndWhereItLeadsIsLookedAt() throws IOException {
    DataDir.open(path).close();
    var elsewhere = Files.writeString(parent.resolve("elsewhere"), "");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(path.resolve("token-keys"), elsewhere);
    DataDir.open(path).close();
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertRefused(
        elsewhere.toRealPath() + " has mode 0666", ": chmod 0600 " + elsewhere.toRealPath());
  }

  @Test
  void programsThatAnotherUserCouldHaveWrittenAreDeletedAndTheirDirectoryIsNotOpen()
      throws IOException {
    try (var dir = DataDir.open(path)) {
      var unpacked = Files.createDirectory(dir.postgresPrograms());
      assertEquals("rwx------", permissions("postgres-programs"));
      Files.writeString(unpacked.resolve("initdb"), "kept");
      assertTrue(Files.exists(dir.postgresPrograms().resolve("initdb")));
      chmod("postgres-programs", "rwxrwxrwx");
      assertFalse(Files.exists(dir.postgresPrograms().resolve("initdb")));
      assertEquals("rwx------", permissions("postgres-programs"));

      // A link that somebody planted is not followed, neither to write nor to delete.
      Files.delete(path.resolve("postgres-programs"));
      var elsewhere = Files.createDirectory(parent.resolve("theirs"));
      Files.writeString(elsewhere.resolve("initdb"), "theirs");
      Files.createSymbolicLink(path.resolve("postgres-programs"), elsewhere);
      assertFalse(Files.exists(dir.postgresPrograms().resolve("initdb")));
      assertTrue(Files.exists(elsewhere.resolve("initdb")));
      assertFalse(Files.isSymbolicLink(path.resolve("postgres-programs")));
    }
  }

  @Test
  void theLogOfPostgresIsNotOpenAndThatOfAnEarlierVersionIsClosed() throws IOException {
    try (var dir = DataDir.open(path)) {
      dir.postgresLog();
    }
    assertEquals("rw-------", permissions("postgres.log"));
    chmod("postgres.log", "rw-r--r--");
    DataDir.open(path).close();
    assertEquals("rw-------", permissions("postgres.log"));
  }

  @Test
  void theDoctorSaysTheSame() throws IOException {
    DataDir.open(path).close();
    chmod(".", "rwxrwxrwx");
    var ran =
        CommandRun.in(parent)
            .with("SOJOURN_DATA_DIR", path.toString())
            .with("SOJOURN_HTTP_PORT", "0")
            .run("doctor")
            .expect(ExitStatus.FAILED);
    assertTrue(
        ran.out().contains("wrong    data directory: " + path + " has mode 0777"), ran.out());
  }

  private void chmod(String file, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        path.resolve(file).normalize(), PosixFilePermissions.fromString(permissions));
  }

  private void assertRefused(String what, String mended) {
    var refused = assertThrows(StartException.class, () -> DataDir.open(path)).toString();
    assertTrue(refused.contains(": the data directory is not safe from other users: "), refused);
    assertTrue(refused.contains(what), refused);
    assertTrue(refused.endsWith(mended), refused);
  }

  @Test
  void isForOneSojournAtATime() {
    try (var _ = DataDir.open(path)) {
      var refused = assertThrows(StartException.class, () -> DataDir.open(path));
      assertTrue(refused.toString().contains("another Sojourn is running on "));
      assertTrue(refused.toString().contains(path.toString()));
    }
    DataDir.open(path).close();
  }

  @Test
  void theApiKeyIsShownOnceAndOnlyItsHashIsKept() throws IOException {
    String key;
    try (var dir = DataDir.open(path)) {
      var made = dir.apiKeys(entropy, T0);
      key = assertInstanceOf(MadeNow.class, made.source()).key();
      dir.keep(made.keys().content().keys().getFirst(), T0);
      assertFalse(made.toString().contains(key));
    }
    var kept = Files.readString(path.resolve("api-keys"));
    assertTrue(kept.matches("local=sha256-[0-9a-f]{64}:admin\n"), kept);
    try (var dir = DataDir.open(path)) {
      var found = dir.apiKeys(entropy, T0);
      assertEquals(new MadeBefore(path.resolve("api-keys"), T0), found.source());
      assertEquals(
          "local",
          new ApiKeys(() -> found.keys().content().keys()).find(key).orElseThrow().name().value());
    }
  }

  @Test
  void aKeyThatAFailedStartMadeIsNotKept() {
    try (var dir = DataDir.open(path)) {
      assertInstanceOf(MadeNow.class, dir.apiKeys(entropy, T0).source());
    }
    try (var dir = DataDir.open(path)) {
      assertInstanceOf(MadeNow.class, dir.apiKeys(entropy, T0).source());
    }
  }

  @Test
  void whoDeletesTheFileGetsANewKey() throws IOException {
    try (var dir = DataDir.open(path)) {
      dir.keep(dir.apiKeys(entropy, T0).keys().content().keys().getFirst(), T0);
      Files.delete(path.resolve("api-keys"));
      assertInstanceOf(MadeNow.class, dir.apiKeys(entropy, T0).source());
    }
  }

  @Test
  void tokenKeysAreMadeOnce() {
    var content = "cursor".getBytes(StandardCharsets.UTF_8);
    byte[] mark;
    try (var dir = DataDir.open(path)) {
      mark = KeyRing.of(dir.tokenKeys(entropy).content().keys()).mark("test", content);
    }
    try (var dir = DataDir.open(path)) {
      assertTrue(
          KeyRing.of(dir.tokenKeys(entropy).content().keys()).hasMarked(mark, "test", content));
    }
  }

  @Test
  void aFileThatIsNoKeyFileIsToldByNameAndLineAndNotRepeated() throws IOException {
    try (var dir = DataDir.open(path)) {
      Files.writeString(path.resolve("token-keys"), "# kept\n1=secret\n");
      var refused = assertThrows(StartException.class, () -> dir.tokenKeys(entropy));
      assertTrue(refused.toString().contains("token-keys has line 2, which must be id=key"));
      assertFalse(refused.toString().contains("secret"));
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsTold() throws IOException {
    var file = Files.writeString(parent.resolve("file"), "");
    var refused = assertThrows(StartException.class, () -> DataDir.open(file));
    assertTrue(refused.toString().contains("cannot use the data directory " + file));
  }
}
