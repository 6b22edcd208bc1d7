package dev.sojourn.adapters.http.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final Path MODULE =
      Files.exists(Path.of("src/main/jte")) ? Path.of("") : Path.of("../adapters-http");
  private static final Path TEXTS =
      MODULE.resolve("src/main/resources/dev/sojourn/adapters/http/account");
  private static final Pattern USED =
      Pattern.compile("essages(?:\\([a-z.()]*\\))?\\s*\\.text\\(\\s*\"([^\"]+)\"");

  private static Set<String> keysOf(Path file) throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new TreeSet<>(properties.stringPropertyNames());
  }

  private static Set<String> used() throws IOException {
    var used = new TreeSet<String>();
    for (var directory :
        List.of("src/main/jte/account", "src/main/java/dev/sojourn/adapters/http/account")) {
      try (var files = Files.walk(MODULE.resolve(directory))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          used.addAll(
              USED.matcher(Files.readString(file))
                  .results()
                  .map(match -> match.group(1))
                  .collect(Collectors.toSet()));
        }
      }
    }
    return used;
  }

  @Test
  void everyTextThatIsUsedIsThereAndEveryOneThatIsThereIsUsed() throws IOException {
    assertEquals(used(), keysOf(TEXTS.resolve("messages.properties")));
  }

  @Test
  void valuesAreFilledIn() {
    var messages = new Messages();
    assertEquals("Sign out Firefox?", messages.text("askOther.title", "Firefox"));
    assertFalse(messages.text("title").isEmpty());
  }
}
