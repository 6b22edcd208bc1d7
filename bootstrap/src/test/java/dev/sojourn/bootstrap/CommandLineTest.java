package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands are found, told and completed. */
class CommandLineTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "sojourn {0} --help")
  @ValueSource(
      strings = {
        "",
        "serve",
        "migrate",
        "keys",
        "keys new",
        "keys new api",
        "keys new token",
        "keys rotate",
        "keys rotate signing",
        "keys rotate token",
        "sessions",
        "sessions list",
        "sessions end",
        "policies",
        "policies check",
        "doctor",
        "completion"
      })
  void everyCommandSaysHowItIsUsedOnOneScreen(String command) {
    var words = (command + " --help").strip().split(" ");
    var ran = CommandRun.in(directory).run(words).expect(ExitStatus.GOOD);
    assertTrue(ran.out().startsWith(("Usage: sojourn " + command).strip()), ran.out());
    assertTrue(ran.lines().size() <= 25, ran.out());
    assertTrue(ran.lines().stream().allMatch(line -> line.length() <= 100), ran.out());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a command that is nearly right is suggested | srve                    | sojourn serve
          so it is below another                      | sessions lst            | sessions list
          so is an option                             | sessions list --usr ada | --user
          what lacks its command is wrong             | keys                    | subcommand
          what lacks an option names it               | keys new api            | --name
          a key is no argument                        | sessions list --api-key=sak_x | --api-key-file
          a value that is none of the words           | sessions list --output xml | table
          """)
  void wrongUsageSaysWhatMayHaveBeenMeant(String rule, String command, String said) {
    var ran = CommandRun.in(directory).run(command.split(" ")).expect(ExitStatus.WRONG_USAGE);
    assertTrue(ran.err().startsWith("sojourn: "), ran.err());
    assertTrue(ran.err().contains(said), ran.err());
    assertTrue(ran.err().contains("--help' says more"), ran.err());
    assertEquals("", ran.out());
  }

  @ParameterizedTest
  @EnumSource
  void everyExitStatusIsInTheHelpAndInTheDocumentation(ExitStatus status) throws IOException {
    var help = CommandRun.in(directory).run("--help").out();
    assertTrue(help.contains(status.code() + "   " + status.meaning()), help);
    var page = Files.readString(Path.of("../docs/operating.md"));
    assertTrue(page.contains("| " + status.code() + " | " + status.meaning() + " |"));
  }

  @ParameterizedTest(name = "{0} is completed to {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sojourn doc            | doctor
          sojourn sessions li    | list
          sojourn keys rotate to | token
          sojourn sessions list --api-k | --api-key-file
          """)
  void bashCompletesWhatIsTyped(String typed, String completed) throws Exception {
    var script = Files.writeString(directory.resolve("completion"), completion());
    var words = typed.split(" ");
    var shell =
        """
        source '%s'
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        _complete_sojourn
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, typed, words.length - 1);
    assertEquals(completed, bash(shell));
  }

  @Test
  void theCompletionIsAScriptThatBashReads() throws Exception {
    var script = Files.writeString(directory.resolve("completion"), completion());
    assertEquals("", bash("bash -n '" + script + "' 2>&1"));
  }

  private String completion() {
    return CommandRun.in(directory).run("completion").expect(ExitStatus.GOOD).out();
  }

  private static String bash(String script) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("bash", "-c", script)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var printed = new String(process.getInputStream().readAllBytes()).strip();
    assertEquals(0, process.waitFor());
    return printed;
  }
}
