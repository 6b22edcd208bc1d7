package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code in integrating.md is that of the programs, which examples/run starts and tests. */
class IntegratingTest {
  private static final Path PAGE = Path.of("../docs/integrating.md");
  private static final Path PROGRAMS = Path.of("../examples/integrating");

  private static List<String> programs() throws IOException {
    var programs = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(PROGRAMS, "*.mjs")) {
      for (var file : files) {
        programs.add(Files.readString(file));
      }
    }
    return programs;
  }

  @Test
  void everyBlockOfCodeStandsInAProgram() throws IOException {
    var programs = programs();
    var blocks =
        Pattern.compile("(?s)```js\n(.*?)```").matcher(Files.readString(PAGE)).results().toList();
    var missing = new ArrayList<String>();
    for (var block : blocks) {
      if (programs.stream().noneMatch(program -> program.contains(block.group(1)))) {
        missing.add(block.group(1));
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(blocks.size() > 5, "there are some");
  }

  @Test
  void everyProgramIsLinked() throws IOException {
    var page = Files.readString(PAGE);
    try (var files = Files.newDirectoryStream(PROGRAMS, "*.mjs")) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        var isPart = name.equals("sojourn.mjs") || name.equals("login.mjs");
        assertTrue(isPart || page.contains("../examples/integrating/" + name), name);
      }
    }
  }
}
