package dev.sojourn.bootstrap.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.bootstrap.StartException;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final String KEY = "=" + Base64.getEncoder().encodeToString(new byte[32]) + "\n";

  private Path path;
  private KeyFile<SortedMap<KeyId, ServerKey>> file;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    path = Files.writeString(directory.resolve("token-keys"), "1" + KEY);
    file = KeyFile.open(path, KeyEntries::tokenKeys);
  }

  @Test
  void whatIsAddedIsInForceAfterTheNextLook() throws IOException {
    Files.writeString(path, "# two of them\n\n1" + KEY + "2" + KEY);
    assertEquals(List.of(1), ids());
    file.look(_ -> Optional.empty());
    assertEquals(List.of(1, 2), ids());
    assertEquals(Files.getLastModifiedTime(path).toInstant(), file.content().changedAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "2=short", "1" + "=x"})
  void whatCannotBeUsedLeavesWhatWasThereInForce(String text) throws IOException {
    Files.writeString(path, text);
    file.look(_ -> Optional.empty());
    assertEquals(List.of(1), ids());
    Files.writeString(path, "2" + KEY);
    file.look(_ -> Optional.empty());
    assertEquals(List.of(2), ids());
  }

  @Test
  void aFileThatIsGoneDoesSoToo() throws IOException {
    Files.delete(path);
    file.look(_ -> Optional.empty());
    file.look(_ -> Optional.empty());
    assertEquals(List.of(1), ids());
    Files.writeString(path, "2" + KEY);
    file.look(_ -> Optional.empty());
    assertEquals(List.of(2), ids());
  }

  @Test
  void withoutKeysNothingStarts() throws IOException {
    Files.writeString(path, "1" + KEY + "1" + KEY);
    var refused =
        assertThrows(StartException.class, () -> KeyFile.open(path, KeyEntries::tokenKeys));
    assertEquals(path + " has line 2, which has the id of an earlier one", refused.getMessage());
  }

  private List<Integer> ids() {
    return file.content().keys().keySet().stream().map(KeyId::value).toList();
  }
}
