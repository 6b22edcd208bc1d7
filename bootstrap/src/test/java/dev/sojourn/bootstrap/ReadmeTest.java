package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour of the README, executed as written. */
class ReadmeTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  @Test
  void theTourDoesWhatItSays(@TempDir Path directory) throws IOException, InterruptedException {
    var readme = Files.readString(Path.of("../README.md"));
    var tour =
        readme.substring(readme.indexOf("<!-- tour:"), readme.indexOf("<!-- end of tour -->"));
    var blocks = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(tour);
    var script = blocks.results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
    assertEquals(5, Pattern.compile("(?m)^\\d\\. ").matcher(tour).results().count());
    var process =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script).directory(directory.toFile());
    process.environment().put("SOJOURN", sojourn.address().toString());
    process.environment().put("KEY", RunningSojourn.ADMIN_KEY);
    process.redirectErrorStream(true);
    var running = process.start();
    var printed = new String(running.getInputStream().readAllBytes());
    assertEquals(0, running.waitFor(), printed);

    assertTrue(read(directory, "opened.json").contains("\"browser\":\"Firefox\""));
    assertTrue(read(directory, "verified.txt").startsWith("HTTP/1.1 200"));
    assertTrue(read(directory, "third.json").contains("\"access_token\":\"sat_"));
    assertTrue(read(directory, "reused.json").contains("\"reason\":\"token_reuse\""));
    assertTrue(read(directory, "sessions.json").contains("\"end_reason\":\"token_reuse\""));
    assertEquals("{\"ended\":0}", read(directory, "ended.json"));
  }

  private static String read(Path directory, String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }
}
