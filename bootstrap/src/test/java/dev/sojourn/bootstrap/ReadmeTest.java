package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour of the README and its commands to deploy, executed as written. */
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

  /** Twice, as on a machine that is restarted: what was given out before is good afterwards. */
  @Test
  void deployingMakesKeysOnceAndStartsWithThemEachTime(@TempDir Path directory) throws Exception {
    var readme = Files.readString(Path.of("../README.md"));
    var part =
        readme.substring(
            readme.indexOf("<!-- deploying:"), readme.indexOf("<!-- end of deploying -->"));
    var blocks =
        Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(part)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertEquals(2, blocks.size());
    var program = Files.createDirectories(directory.resolve("bin")).resolve("sojourn");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' -Dsojourn.stopOnceStarted=true dev.sojourn.bootstrap.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try (var postgres = EmbeddedPostgres.start()) {
      var url = "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres";
      var start = blocks.getLast().replaceAll("'postgresql://[^']*'", "'" + url + "'");
      assertTrue(start.contains(url), start);
      run(directory, blocks.getFirst());
      for (var time = 0; time < 2; time++) {
        assertTrue(run(directory, start).contains("Sojourn is ready at "));
      }
      Files.delete(directory.resolve("token-keys"));
      run(directory, blocks.getFirst().replaceAll("(?m)^.*keys new api.*$", ""));
      var again = bash(directory, start);
      var printed = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(2, again.waitFor(), printed);
      assertTrue(printed.contains("the store knows key id 1 with another key"), printed);
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("token-keys"))));
  }

  private static String run(Path directory, String script) throws Exception {
    var running = bash(directory, script);
    var printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, running.waitFor(), printed);
    return printed;
  }

  private static Process bash(Path directory, String script) throws IOException {
    var builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put("SOJOURN_HTTP_PORT", "0");
    builder.environment().put("SOJOURN_SHUTDOWN_DELAY", "PT0S");
    return builder.start();
  }

  private static String read(Path directory, String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }
}
