package dev.sojourn.bootstrap.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a command gets from its caller.
 *
 * @param onTerminal whether a person sees what is printed, and can answer
 */
public record CommandContext(
    Map<String, String> environment,
    Path workingDirectory,
    PrintStream out,
    PrintStream err,
    BufferedReader in,
    boolean onTerminal,
    InstantSource clock) {

  public CommandContext {
    environment = Map.copyOf(environment);
  }

  /** Those of the process. */
  public static CommandContext ofThisProcess() {
    var console = System.console();
    return new CommandContext(
        environmentOfThisProcess(),
        Path.of("").toAbsolutePath(),
        System.out,
        System.err,
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        console != null && console.isTerminal(),
        InstantSource.system());
  }

  /** With the names that bin/sojourn tells of, which its shell did not pass on. */
  private static Map<String, String> environmentOfThisProcess() {
    var environment = new HashMap<>(System.getenv());
    System.getProperty("sojourn.droppedVariables", "")
        .lines()
        .forEach(name -> environment.putIfAbsent(name, "dropped by the shell"));
    return environment;
  }

  /** A variable, if it says anything. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** A file that was named, as seen from here. */
  Path file(Path named) {
    return workingDirectory.resolve(named);
  }

  /**
   * Asks, and takes nothing but yes for yes.
   *
   * @throws CommandFailure if there is nobody to ask
   */
  boolean confirmed(String question) {
    if (!onTerminal) {
      throw CommandFailure.wrongUsage(question + " Nobody can be asked here: say --yes");
    }
    err.print(question + " [y/N] ");
    err.flush();
    try {
      var answer = in.readLine();
      return answer != null && answer.strip().matches("(?i)y|yes");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
