package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sojourn as a process: what it prints, and how it ends. */
class MainTest {
  private static final String LAST_LINE = "Ctrl-C stops it.";

  @TempDir Path directory;

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith(Variables.PREFIX));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> linesUntil(String last, Process process) throws IOException {
    var lines = new ArrayList<String>();
    var reader = process.inputReader();
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (line.equals(last)) {
        break;
      }
    }
    return lines;
  }

  private List<String> errors() throws IOException {
    return Files.readAllLines(directory.resolve("errors"));
  }

  private static int status(Process process) throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  private static String shell(String script) throws IOException, InterruptedException {
    var process = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
    var printed = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void whatIsPrintedWorksAndASignalStopsItInOrder(String signal) throws Exception {
    var process = start(Map.of("SOJOURN_STORE", "memory", "SOJOURN_HTTP_PORT", "0"));
    try {
      var printed = linesUntil(LAST_LINE, process);
      assertEquals(LAST_LINE, printed.getLast(), errors().toString());
      var toTry =
          printed.stream()
              .filter(line -> line.startsWith("SESSION=") || line.startsWith("curl "))
              .toList();
      assertEquals(3, toTry.size(), printed.toString());
      var answers = shell(String.join("\n", toTry));
      assertTrue(answers.contains("\"user_id\":\"ada\""), answers);
      assertTrue(answers.contains("HTTP/1.1 200"), answers);
      assertEquals(2, answers.split("\"refresh_token\":\"srt_", -1).length - 1, answers);

      shell("kill -" + signal + " " + process.pid());
      assertEquals(0, status(process));
      assertFalse(errors().toString().contains("WARN"), errors().toString());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void everyFaultOfTheConfigurationIsALine() throws Exception {
    var process =
        start(
            Map.of(
                "SOJOURN_STORE", "memory",
                "SOJOURN_HTTP_PORT", "eighty",
                "SOJOURN_SWEEP_BATCH", "0"));
    assertEquals(2, status(process));
    assertEquals(
        List.of(
            "sojourn: SOJOURN_HTTP_PORT (environment) must be a whole number from 0 to 65535",
            "sojourn: SOJOURN_SWEEP_BATCH (environment) must be a whole number from 1 to 100000"),
        errors());
  }

  @Test
  void aStartThatFailsSaysWhyInOneLine() throws Exception {
    Files.writeString(directory.resolve("file"), "");
    var process = start(Map.of("SOJOURN_STORE", "embedded", "SOJOURN_DATA_DIR", "file"));
    assertEquals(1, status(process));
    assertEquals(1, errors().size(), errors().toString());
    assertTrue(errors().getFirst().startsWith("sojourn: cannot use the data directory "));
  }

  @Test
  void argumentsAreRefused() throws Exception {
    assertEquals(2, status(start(Map.of(), "--port=80")));
  }
}
