package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.bootstrap.keys.KeyEntries;
import dev.sojourn.bootstrap.keys.KeyFile;
import dev.sojourn.bootstrap.keys.LiveKeyRing;
import dev.sojourn.bootstrap.keys.LiveKeys;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are made and replaced from the command line. */
class KeysCommandTest {
  private static final String ONE = "1=" + "A".repeat(43) + "=";

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void keysOfLongAgo() throws IOException {
    file = Files.writeString(directory.resolve("token-keys"), "# ours\n" + ONE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(SigningKeys.LEAD)));
  }

  private CommandRun command() {
    return CommandRun.in(directory).with("SOJOURN_TOKEN_KEYS_FILE", file.toString());
  }

  private List<String> entries() throws IOException {
    return Files.readAllLines(file);
  }

  @Test
  void anApiKeyIsShownOnceBesideTheEntryThatHasItsHash() {
    var lines =
        CommandRun.in(directory)
            .run("keys", "new", "api", "--name", "shop", "--scopes", "sessions:read,admin")
            .expect(ExitStatus.GOOD)
            .lines();
    assertEquals(2, lines.size());
    assertFalse(lines.getLast().contains(lines.getFirst()));
    for (var read :
        List.of(KeyEntries.ofLines(lines.subList(1, 2)), KeyEntries.ofVariable(lines.getLast()))) {
      assertEquals(List.of(), read.apiKeys().faults());
      var key = read.apiKeys().keys().getFirst();
      assertEquals(new ClientId("shop"), key.name());
      assertEquals(KeyHash.of(lines.getFirst()), key.hash());
      assertEquals(Set.of(Scope.SESSIONS_READ, Scope.ADMIN), key.scopes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--name=a:b --scopes=admin", "--name=shop --scopes=sessions:reed"})
  void anApiKeyThatTheConfigurationWouldRefuseIsNotMade(String options) {
    var ran =
        CommandRun.in(directory)
            .run(("keys new api " + options).split(" "))
            .expect(ExitStatus.WRONG_USAGE);
    assertEquals("", ran.out());
  }

  @Test
  void aTokenKeyIsAnEntryOfTheConfiguration() {
    var ran = CommandRun.in(directory).run("keys", "new", "token", "--id", "9");
    var read = KeyEntries.ofVariable(ran.expect(ExitStatus.GOOD).out().strip()).tokenKeys();
    assertEquals(List.of(), read.faults());
    assertEquals(Set.of(new KeyId(9)), read.keys().keySet());
    CommandRun.in(directory)
        .run("keys", "new", "token", "--id", "256")
        .expect(ExitStatus.WRONG_USAGE);
  }

  @Test
  void aNewestTokenKeyIsAddedToTheFileWhichStaysWhatItWasOtherwise() throws IOException {
    var before = Instant.now().minusSeconds(1);
    var ran = command().run("keys", "rotate", "token").expect(ExitStatus.GOOD);
    assertEquals(List.of("# ours", ONE), entries().subList(0, 2));
    assertEquals(3, entries().size());
    var read = KeyEntries.ofLines(entries()).tokenKeys();
    assertEquals(List.of(), read.faults());
    assertEquals(Set.of(new KeyId(1), new KeyId(2)), read.keys().keySet());
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
    var from = Instant.parse(ran.out().replaceAll("(?s).* from (\\S+) on.*", "$1"));
    assertTrue(from.isAfter(before.plus(SigningKeys.LEAD)), ran.out());
    assertFalse(from.isAfter(Instant.now().plus(SigningKeys.LEAD)), ran.out());
    assertFalse(ran.out().contains(entries().getLast().substring(2)), "no key is printed");
  }

  @Test
  void aRunningNodeAcceptsTheKeyAtOnceAndMakesTokensWithItWhenItSays() throws IOException {
    var keys = KeyFile.open(file, KeyEntries::tokenKeys);
    var ran = command().run("keys", "rotate", "token").expect(ExitStatus.GOOD);
    var from = Instant.parse(ran.out().replaceAll("(?s).* from (\\S+) on.*", "$1"));
    keys.look(_ -> Optional.empty());
    assertEquals(Set.of(new KeyId(1), new KeyId(2)), keys.content().keys().keySet());
    assertEquals(1, makerAt(keys, from.minusMillis(1)));
    assertEquals(2, makerAt(keys, from));
  }

  private static int makerAt(LiveKeys<SortedMap<KeyId, ServerKey>> keys, Instant at) {
    return new LiveKeyRing(keys, () -> at).get().mark("test", new byte[0])[0];
  }

  @Test
  void whereALinkNamesTheFileTheLinkStays() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link"), file);
    CommandRun.in(directory)
        .with("SOJOURN_TOKEN_KEYS_FILE", link.toString())
        .run("keys", "rotate", "token")
        .expect(ExitStatus.GOOD);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(3, entries().size());
  }

  @Test
  void aSecondNewKeyWaitsUntilTheFirstMakesTokens() throws IOException {
    command().run("keys", "rotate", "token").expect(ExitStatus.GOOD);
    var ran = command().run("keys", "rotate", "token").expect(ExitStatus.FAILED);
    assertTrue(ran.err().contains("wait until "), ran.err());
    assertEquals(3, entries().size());
  }

  @Test
  void whileSomebodyElseAddsAKeyNobodyDoes() throws IOException {
    Files.createFile(directory.resolve("token-keys.new"));
    var ran = command().run("keys", "rotate", "token").expect(ExitStatus.FAILED);
    assertTrue(ran.err().contains("token-keys.new"), ran.err());
    assertEquals(2, entries().size());
    assertTrue(Files.exists(directory.resolve("token-keys.new")));
  }

  @Test
  void aFileThatCannotBeReadOrHasTheHighestIdStaysAsItIs() throws IOException {
    for (var content : List.of("nonsense\n", "255" + ONE.substring(1) + "\n")) {
      Files.writeString(file, content);
      command().run("keys", "rotate", "token").expect(ExitStatus.FAILED);
      assertEquals(content, Files.readString(file));
    }
  }

  @Test
  void theFileOfTheEmbeddedStoreIsMeantWhereNoneIsNamed() throws IOException {
    var dataDir = Files.createDirectory(directory.resolve(".sojourn"));
    file = Files.move(file, dataDir.resolve("token-keys"));
    CommandRun.in(directory).run("keys", "rotate", "token").expect(ExitStatus.GOOD);
    assertEquals(3, entries().size());
  }

  @Test
  void keysInAVariableAreNotChanged() {
    var ran =
        CommandRun.in(directory)
            .with("SOJOURN_TOKEN_KEYS", ONE)
            .run("keys", "rotate", "token")
            .expect(ExitStatus.WRONG_USAGE);
    assertTrue(ran.err().contains("SOJOURN_TOKEN_KEYS_FILE"), ran.err());
  }

  @Test
  void aRunningSojournPublishesANewSigningKey() {
    var sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);
    var ran =
        CommandRun.in(directory)
            .with("SOJOURN_API_KEY", RunningSojourn.ADMIN_KEY)
            .run("keys", "rotate", "signing", "--url", sojourn.address().toString())
            .expect(ExitStatus.GOOD);
    var id = ran.lines().getFirst().split(" ")[3];
    var published =
        sojourn.api().bearer(RunningSojourn.ADMIN_KEY).get("/v1/signing-keys").expect(200);
    assertTrue(published.body().contains(id), published.body());
    assertTrue(ran.lines().getLast().startsWith("it signs from "), ran.out());
  }
}
