package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.bootstrap.Keys.ApiKeySource.MadeBefore;
import dev.sojourn.bootstrap.Keys.ApiKeySource.MadeNow;
import dev.sojourn.domain.token.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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
